"""The annotation page: opening an article, one decision, and what a person sees of their own work."""
