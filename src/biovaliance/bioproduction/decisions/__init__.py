"""What to change in a process: the next unit to buy, the scale, the place, the target, the days."""
