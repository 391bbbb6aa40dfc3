"""What the real sample is made of: one module per kind of table, each reading ``samples/raw`` and nothing else."""
