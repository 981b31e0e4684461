"""Reviewing: the queue, annotations side by side, decisions and the gold they make."""
