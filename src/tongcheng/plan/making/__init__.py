"""Parts of a plan: what it starts from, its money, its rows, what each city would ask."""
