"""Where to make what for whom: sites, lanes, demand, turnaround, service level, carbon, outages."""
