"""Running an office: its database, first accounts, serving, backup and restore, and what the clock makes due."""
