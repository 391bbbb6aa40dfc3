"""Pages of periods, ledgers, review and evidence."""
