"""Who supplies the operations, pools and materials of a scenario, and how to look for what is missing."""
