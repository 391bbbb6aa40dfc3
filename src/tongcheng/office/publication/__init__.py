"""Publication: approved snapshots as open data, and nothing else."""
