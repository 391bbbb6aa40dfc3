"""What pages, the feed, the API and exports read of opportunities."""
