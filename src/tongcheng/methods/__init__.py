"""Pure functions, arrays in and out: access, inequality, siting, cooperative games, mixed-integer helper."""
