"""CORDIS and the Innovative Medicines Initiative: European projects and who takes part in them."""
