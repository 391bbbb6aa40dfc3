"""The plan page: budgets, weights and promises tried out, saved, compared, and sent to a list."""
