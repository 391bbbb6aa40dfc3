"""What the border costs in one field of cooperation: transport, services, industry, platforms, ecology, health."""
