"""A consortium on two pages: the same summary as PDF and as DOCX, in French or in English."""
