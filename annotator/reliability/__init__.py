"""Agreement of a project: which work counts, the counts kept for each article, and what the pages show.

Nothing is imported here: `states` keeps counts up to date through `keeping`, and the pages stand above `states`.
"""
