"""Pages of units, places, accounts and logging in."""
