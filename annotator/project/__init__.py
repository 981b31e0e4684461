"""A project and what its managers decide: settings, labels, guideline, phases, practice."""
