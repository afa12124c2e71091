"""HAL: how many documents the research structures of the region deposit, by year."""
