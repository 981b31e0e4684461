"""Rows as Parquet: an explicit type for every column, so that one that is empty throughout keeps it.

The bytes of a Parquet file depend on the version of pyarrow that wrote it; what stands in it does not.
"""

import ctypes
import gc
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from typing import IO, Any

from annotator.exporting.shape import TABLES, Group, Many, One, Shape
from annotator.exporting.spooling import Spool

# So many bytes of JSON become columns at once: reading JSON takes a multiple of its size.
BATCH = 1024 * 1024
# So many make a row group, which waits in memory. What is kept until the end grows with the number of row groups and
# columns, and sentences have many columns.
GROUP, GROUP_OF_SENTENCES = 2 * BATCH, 8 * BATCH
AHEAD = 3
# Most of the rows are in these.
LARGE = ("sentences", "annotations")
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


class Columns:
    """A Parquet file that grows by blocks of lines of JSON, a row group at a time; `close` it, also when all failed."""

    def __init__(self, file: IO[bytes], table: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        shape = TABLES[table]
        self._schema, self._pool = schema_of(shape), pa.system_memory_pool()
        alike = [path for path in _leaves(shape) if path.rpartition(".")[2] not in UNLIKE]
        # Of what stands in lists the least and the greatest value tell nothing, and all are kept until the end.
        flat = [path for path in alike if "." not in path]
        # By its name, because writing to an object of Python takes the interpreter's lock each time.
        self._file = pq.ParquetWriter(
            file.name, self._schema, compression="zstd", version="2.6", use_dictionary=alike, write_statistics=flat,
            memory_pool=self._pool,
        )  # fmt: skip
        self._batches: list[Any] = []
        self._size, self._most = 0, GROUP_OF_SENTENCES if table == "sentences" else GROUP

    def add(self, lines: bytes) -> None:
        """Add whole lines, about `BATCH` bytes of them."""
        self._batches.append(_table(lines, self._schema, self._pool))
        self._size += len(lines)
        if self._size >= self._most:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        batches, self._batches, self._size = self._batches, [], 0
        if batches:
            group = pa.concat_tables(batches)
            self._file.write_table(group, row_group_size=group.num_rows)

    def close(self) -> None:
        """Write what is left and the end of the file, once; one without rows is a file too."""
        self._write()
        self._file.close()


class Waiting:
    """Rows that wait in `draft`, as lines of JSON, to become a Parquet file when all are there.

    Only one of many files is then made at a time, and the columns of only one are in memory.
    """

    def __init__(self, file: IO[bytes], draft: IO[bytes], table: str) -> None:
        self._file, self._draft, self._table = file, draft, table
        self.rows = 0

    def write(self, lines: bytes, rows: int) -> None:
        """Add rows: lines of JSON, each with its line end."""
        self._draft.write(lines)
        self.rows += rows

    def close(self) -> None:
        """Write the file."""
        size = self._draft.tell()
        self._draft.seek(0)
        with closing(Columns(self._file, self._table)) as columns:
            while lines := self._draft.readlines(BATCH):
                columns.add(b"".join(lines))
        self._draft.truncate(0)
        if size > GROUP:
            give_back()


class Beside:
    """Rows that become a Parquet file in another thread while more are made.

    Neither reading JSON nor writing columns holds the interpreter's lock. No more than `AHEAD` blocks wait in memory.
    """

    def __init__(self, file: IO[bytes], table: str, thread: ThreadPoolExecutor) -> None:
        self._columns, self._thread = Columns(file, table), thread
        self._kept: list[bytes] = []
        self._size = self.rows = 0
        self._waiting: deque[Future[None]] = deque()

    def write(self, lines: bytes, rows: int) -> None:
        """Add rows: lines of JSON, each with its line end; raises what went wrong with those before."""
        if not lines:
            return
        self._kept.append(lines)
        self._size += len(lines)
        self.rows += rows
        if self._size >= BATCH:
            self._pass_on()

    def _pass_on(self) -> None:
        kept, self._kept, self._size = self._kept, [], 0
        self._waiting.append(self._thread.submit(self._columns.add, b"".join(kept)))
        while len(self._waiting) > AHEAD:
            self._waiting.popleft().result()

    def close(self) -> None:
        """Write the file."""
        if self._kept:
            self._pass_on()
        for block in self._waiting:
            block.result()
        self.end()
        give_back()

    def end(self) -> None:
        """End the file and what waits for it, whether it is written or the export broke off."""
        for block in self._waiting:
            block.cancel()
        wait(self._waiting)
        self._columns.close()


def writer(spool: Spool, path: str, table: str, *, beside: bool = True) -> Beside | Waiting:
    """Return what takes the rows of a table for the file at `path`.

    The largest files are made beside the reading if they can be; of all else one file at a time is made when everything
    was read.
    """
    if beside and table in LARGE:
        made = Beside(spool.file(path), table, spool.thread)
        spool.at_end(made.end)
        return made
    return Waiting(spool.file(path), spool.draft(), table)


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
    import pyarrow as pa
    from pyarrow import json

    return json.read_json(
        pa.BufferReader(lines),
        # One block, or a row that is longer than a block is refused.
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        memory_pool=pool,
    )
