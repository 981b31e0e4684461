"""Correcting the text of an article: what changes, what moves along, and taking it back."""
