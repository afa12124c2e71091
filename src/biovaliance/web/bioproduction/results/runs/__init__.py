"""What came out of runs: simulations, schedules, studies, one more unit."""
