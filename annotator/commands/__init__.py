"""The bodies of commands that are more than a few lines."""
