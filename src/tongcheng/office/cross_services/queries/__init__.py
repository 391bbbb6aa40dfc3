"""What pages, the API and exports read of services across cities."""
