"""Tests, one folder per room; shared circle in tiny.py."""
