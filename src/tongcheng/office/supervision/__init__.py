"""Lights, orders, pauses, due dates and blockers: who is late, how that is said, and what is done about it."""
