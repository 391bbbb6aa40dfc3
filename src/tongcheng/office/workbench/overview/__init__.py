"""The overview: one page before the meeting, from the latest run and the ledger; it prints on two sheets."""
