"""Platelets of ten donors, one every six hours; five make a lot, and its culture comes after the release."""

PLATELETS = """
[scenario]
name = "Platelets of buffy coats"
patients = 10

[arrivals]
kind = "interval"
interval_d = 0.25

[[operations]]
name = "separate"
duration_h = 1

[[operations]]
name = "pool"
duration_h = 2
batch = 5
pooled = true

[[operations]]
name = "fill"
duration_h = 1

[[operations]]
name = "culture"
duration_h = 48
test = { gates_release = false }
"""
