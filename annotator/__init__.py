"""Turn news articles into fact-claim datasets."""

__version__ = "0.1.0"
