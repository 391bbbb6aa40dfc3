"""What pages, the API and exports read about figures and runs."""
