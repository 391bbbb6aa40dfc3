"""Benchmarks beside named peers: ``python -m benchmarks.NAME [--quick] [--json]``, or all: ``python -m benchmarks``."""
