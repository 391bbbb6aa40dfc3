"""The workbench: overview, map, plan, shares and comparisons, from finished runs and the ledger."""
