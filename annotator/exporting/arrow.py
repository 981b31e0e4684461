"""Rows as Parquet: an explicit type for every column, so that one that is empty throughout keeps it.

The bytes of a Parquet file depend on the version of pyarrow that wrote it; what stands in it does not.
"""

import io
from typing import Any

from annotator.exporting.shape import Group, Many, One, Shape

# Lines that become one row group.
ROWS = 2000


def schema_of(shape: Group) -> Any:
    """Return the Arrow schema of a table's rows."""
    import pyarrow as pa

    return pa.schema([pa.field(name, _type(one)) for name, one in shape.fields.items()])


def _type(shape: Shape) -> Any:
    import pyarrow as pa

    if isinstance(shape, One):
        return {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_()}[shape.kind]
    if isinstance(shape, Many):
        return pa.list_(_type(shape.of))
    return pa.struct([pa.field(name, _type(one)) for name, one in shape.fields.items()])


class Writer:
    """Turns lines of JSON into a Parquet file, a row group at a time; `file` takes its bytes."""

    def __init__(self, file: Any, shape: Group) -> None:
        import pyarrow.parquet as pq

        self._schema = schema_of(shape)
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd", version="2.6")
        self._kept: list[bytes] = []
        self.rows = 0

    def write(self, line: bytes) -> None:
        """Add one row, a line of JSON with its line end."""
        self._kept.append(line)
        if len(self._kept) == ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left and the end of the file; a table without rows is a file too."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._kept:
            self.rows += len(self._kept)
            self._writer.write_table(_table(b"".join(self._kept), self._schema))
            self._kept = []


def _table(lines: bytes, schema: Any) -> Any:
    from pyarrow import json

    return json.read_json(
        io.BytesIO(lines),
        # One block, or a row that is longer than a block is refused.
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )
