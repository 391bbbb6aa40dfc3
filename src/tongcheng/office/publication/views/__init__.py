"""Pages: what everybody reads, and what the office does."""
