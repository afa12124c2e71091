"""EU Funding & Tenders Portal: topics of calls, open and forthcoming."""
