"""Bulletins, reports, orders and letters drafted from the data, edited by people, issued once."""
