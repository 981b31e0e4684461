"""Backups: a database as one file, made while work goes on, and put back whole or not at all.

SQLite is copied page by page into a SQLite file. PostgreSQL is written as a zip file with the rows of each table as
lines of JSON. Either kind can be put back into either database, also by a newer program: the tables are made as they
were, filled, and then brought up to date.
"""

from annotator.backup.making import Made, before_upgrade, make
from annotator.backup.restoring import Restored, restore

__all__ = ["Made", "Restored", "before_upgrade", "make", "restore"]
