"""The drawing of a process: what follows what, what each operation takes, and where it may fail."""
