"""Pages of the consortium builder: the question, the variants side by side, the files to take away."""
