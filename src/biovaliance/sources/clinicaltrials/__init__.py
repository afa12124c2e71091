"""ClinicalTrials.gov: trials with a site in the region."""
