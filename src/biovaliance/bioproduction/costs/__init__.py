"""What a released dose costs, what the answer rests on, and how technologies compare."""
