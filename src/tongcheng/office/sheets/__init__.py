"""Workbooks both ways: export exactly as printed, import with a preview of every cell."""
