"""The finite schedule of the next weeks: who is treated when, by whom, in what, and how far from the best."""
