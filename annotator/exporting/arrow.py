"""Rows as Parquet: an explicit type for every column, so that one that is empty throughout keeps it.

The bytes of a Parquet file depend on the version of pyarrow that wrote it; what stands in it does not.
"""

import ctypes
import gc
import io
import sys
from collections.abc import Iterator
from typing import IO, Any

from annotator.exporting.shape import Group, Many, One, Shape

# So many bytes of JSON become columns at once, and so many make a row group: reading JSON takes a multiple of its size,
# and what is kept of each column of each row group until the end grows with their number.
BATCH, GROUP = 1024 * 1024, 8 * 1024 * 1024
# What differs from row to row: a dictionary of it would be kept beside it and save nothing.
UNLIKE = {
    "id", "text", "normalized", "note", "rationale", "quote", "sha256", "item", "sentence", "owner", "start", "end",
}  # fmt: skip


def give_back() -> None:
    """Give back to the system what was freed; what is made next would else come on top of it.

    An export runs without the collector, and what a writer keeps of each row group stands in a cycle. The allocator of
    other systems than Linux with glibc gives back by itself or not at all.
    """
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


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
    """Turns lines of JSON into a Parquet file, which `file` takes; until then they wait in `draft`.

    Only one of an export's files is made at a time, so that the columns of only one are in memory.
    """

    def __init__(self, file: IO[bytes], draft: IO[bytes], shape: Group) -> None:
        self._file, self._draft, self._shape = file, draft, shape
        self.rows = 0

    def write(self, lines: bytes, rows: int) -> None:
        """Add rows: lines of JSON, each with its line end."""
        self._draft.write(lines)
        self.rows += rows

    def close(self) -> None:
        """Write the file; a table without rows is a file too."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        give_back()
        schema, pool = schema_of(self._shape), pa.system_memory_pool()
        alike = [path for path in _leaves(self._shape) if path.rpartition(".")[2] not in UNLIKE]
        # Of what stands in lists the least and the greatest value tell nothing, and all are kept until the end.
        flat = [path for path in alike if "." not in path]
        with pq.ParquetWriter(
            self._file, schema, compression="zstd", version="2.6", use_dictionary=alike, write_statistics=flat,
            memory_pool=pool,
        ) as writer:  # fmt: skip
            for group in self._groups(schema, pool):
                writer.write_table(group, row_group_size=group.num_rows)
        self._draft.truncate(0)

    def _groups(self, schema: Any, pool: Any) -> Iterator[Any]:
        """Yield the rows of each row group."""
        import pyarrow as pa

        batches, size = [], 0
        self._draft.seek(0)
        while lines := self._draft.readlines(BATCH):
            block = b"".join(lines)
            batches.append(_table(block, schema, pool))
            size += len(block)
            if size >= GROUP:
                yield pa.concat_tables(batches)
                batches, size = [], 0
        if batches:
            yield pa.concat_tables(batches)


def _leaves(shape: Shape, path: str = "") -> Iterator[str]:
    """Yield the path of each column of plain values, as Parquet names it."""
    if isinstance(shape, Many):
        yield from _leaves(shape.of, f"{path}.list.element")
    elif isinstance(shape, Group):
        for name, one in shape.fields.items():
            yield from _leaves(one, f"{path}.{name}" if path else name)
    else:
        yield path


def _table(lines: bytes, schema: Any, pool: Any) -> Any:
    from pyarrow import json

    return json.read_json(
        io.BytesIO(lines),
        # One block, or a row that is longer than a block is refused.
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        memory_pool=pool,
    )
