"""Health sites of France (FINESS), as Eurostat and the directory of a research project give them."""
