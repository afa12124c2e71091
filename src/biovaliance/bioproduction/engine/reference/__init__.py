"""The reference engine: a run in readable Python, the oracle of the compiled one."""
