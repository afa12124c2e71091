"""Pages of the calls for projects: the directory, a call, and which calls fit."""
