"""What is public and how it is found: search, network, map layers, exports."""
