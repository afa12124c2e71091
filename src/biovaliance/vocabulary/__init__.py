"""The bilingual thesaurus that every part points to, and the tagger that finds its concepts in text."""
