"""Articles on their way in: read, looked at, corrected, stored, compared with those that are here."""
