"""Documents: dossiers, versions, rounds of consultation, numbers, and the tree from a plan to its rows."""
