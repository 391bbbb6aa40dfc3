"""What the fictional circle has besides its ground: figures, plans, projects, lists. Everything is invented."""
