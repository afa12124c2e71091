"""From the network to files with receipts, as a good citizen: only here, and in `sources/*/fetch.py`."""
