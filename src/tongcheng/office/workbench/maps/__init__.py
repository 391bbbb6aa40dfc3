"""The map: what a run measured, where it is, and what the lists say of it."""
