"""Who should apply together: the best consortia that cover a need and satisfy a call's rules."""
