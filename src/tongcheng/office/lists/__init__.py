"""Lists, their rows and their versions as issued."""
