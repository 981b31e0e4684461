"""Long runs, started by hand: `python -m pytest tests/soak`."""
