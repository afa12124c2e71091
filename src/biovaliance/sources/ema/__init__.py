"""European Medicines Agency: advanced therapy medicinal products."""
