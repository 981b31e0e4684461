"""Helpers of the splitting tests and of the splitting bench."""
