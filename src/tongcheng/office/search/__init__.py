"""One index over rows, units, lists and figures, in Chinese and English."""
