"""Which organisation of a registry does a free text name? Candidates, features, a probability, reasons."""
