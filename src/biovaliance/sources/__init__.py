"""Where statements come from: one folder per source, and the regions that are bundled."""
