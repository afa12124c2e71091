"""API Recherche d’entreprises (SIRENE): legal units by SIREN, with their regional sites."""
