"""Two ledgers of one circle beside each other: what agrees, what differs, and why."""
