"""The compiled engine: numba, tables in flat memory, the same events as the reference one."""
