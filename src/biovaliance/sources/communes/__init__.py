"""The communes of France: no things of the atlas, but what tells in which department a place lies."""
