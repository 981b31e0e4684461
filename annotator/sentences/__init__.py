"""Changing where sentences begin and end: new rows for old ones, with what was said carried along."""
