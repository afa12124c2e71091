"""Calls for projects: what they ask, when they close, whom they fit, and what was not seen of them.

bundle/*.toml ──reading──> Call (rules, deadlines, sources)
Call + Proposal ──evaluation──> a Finding per rule: met, not met or unknown, in words
Call + Applicant ──fitting──> Fit: may this organisation, or this idea, answer it, and why
"""
