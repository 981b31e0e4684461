"""One module a format, named like it: `lines(job)` for a single file, `entries(job)` for a folder."""
