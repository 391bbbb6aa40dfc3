"""Services across cities: what can be done where, under which conditions, and how often it is used."""
