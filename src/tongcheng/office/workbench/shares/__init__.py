"""The share page: who pays for what is built together, rule beside rule, and the rule that was agreed."""
