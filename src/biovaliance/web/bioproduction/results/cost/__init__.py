"""What a scenario costs: its figures, what they rest on, what must be true for another cost."""
