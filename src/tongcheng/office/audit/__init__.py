"""The chained log: what was done to which row, by whom and why."""
