"""Published values, attached runs, and what they measured about rows."""
