"""Ranking profiles for a need: every score is the sum of its reasons."""
