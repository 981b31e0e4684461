"""What there is to do with people: accounts, links, roles, notices, the log."""
