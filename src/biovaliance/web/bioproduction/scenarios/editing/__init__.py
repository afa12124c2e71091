"""The editor: a text, forms that show and change it, and what a change makes of cost and flow, at once.

text + part ──> parts (which form) ──> form as the page shows it
posted fields, buttons ──> applying ──> text ──> answering (problems, cost now and before, drawing)
"""
