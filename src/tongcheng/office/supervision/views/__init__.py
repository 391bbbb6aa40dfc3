"""Pages of this app, by desk."""
