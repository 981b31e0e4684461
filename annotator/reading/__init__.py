"""Files into text: one interface for every format, pure, with warnings in plain words.

`formats.read` gives the text of a file that holds one article, `formats.documents` the articles of any file.
`outside.Reader` does the same in a process of its own that is bounded in time and memory; files of strangers go there.
"""

from annotator.reading.base import Options, Reading
from annotator.reading.formats import SUFFIXES, Document, documents, read

__all__ = ["SUFFIXES", "Document", "Options", "Reading", "documents", "read"]
