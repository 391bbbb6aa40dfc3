"""Cities, units, people and the posts they hold."""
