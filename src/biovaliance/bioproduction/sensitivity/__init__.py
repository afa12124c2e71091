"""What a result depends on: one parameter at a time, screening, variance, break-even, target costing."""
