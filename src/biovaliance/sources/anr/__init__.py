"""Agence nationale de la recherche: funded projects and their partners."""
