"""Exports read with the programs of others, run by hand: `pip install -e '.[dev,readers]'`, then `pytest tests/readers`."""
