"""Two runs, two circles or two border states side by side: what differs, where, and what changed in the inputs."""
