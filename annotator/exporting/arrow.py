"""Rows as Parquet: an explicit type for every column, so that one that is empty throughout keeps it.

The bytes of a Parquet file depend on the version of pyarrow that wrote it; what stands in it does not.
"""

import io
from typing import Any

from annotator.exporting.shape import Group, Many, One, Shape

# A row group is written as soon as this many rows wait for it.
ROWS = 3000


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
        # One piece of memory that grows in place, instead of many that others come to lie between.
        self._kept = io.BytesIO()
        self._waiting = self.rows = 0

    def write(self, lines: bytes, rows: int) -> None:
        """Add rows: lines of JSON, each with its line end."""
        self._kept.write(lines)
        self._waiting += rows
        self.rows += rows
        if self._waiting >= ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left and the end of the file; a table without rows is a file too."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._kept.truncate()
            self._writer.write_table(_table(self._kept, self._schema))
            self._kept.seek(0)
            # What pyarrow keeps for the next time would grow to half of what an export may take.
            pa.default_memory_pool().release_unused()
        self._waiting = 0


def _table(lines: io.BytesIO, schema: Any) -> Any:
    from pyarrow import json

    size = lines.tell()
    lines.seek(0)
    return json.read_json(
        lines,
        # One block, or a row that is longer than a block is refused.
        read_options=json.ReadOptions(use_threads=False, block_size=size + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )
