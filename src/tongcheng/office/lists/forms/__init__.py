"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""
