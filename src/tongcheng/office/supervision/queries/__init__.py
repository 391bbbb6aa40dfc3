"""Everything that pages, papers and the clock read about supervision."""
