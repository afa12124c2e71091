"""What is measured, how, and the saved results. Nothing here is ever shown as data."""
