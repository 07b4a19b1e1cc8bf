"""Tables read in parts: the vectors of a large one lie in a mapped file, not in memory."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb
    import numpy as np
    import pyarrow as pa

VECTOR = "vector"
EVERY = ("*",)
"""All columns of a table."""
FEWEST_TO_SPILL = 50_000
"""Rows from which vectors are spilled: 77 MB of 384 numbers each."""
ROWS = 65_536
"""Rows read at a time."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A table of the warehouse that is read anew, some thousand rows at a time, when iterated.

    Nothing else may be asked of the warehouse before the last part has come.
    """

    connection: duckdb.DuckDBPyConnection
    name: str
    columns: tuple[str, ...] = EVERY

    def select(self, *columns: str) -> Parts:
        """Give the same table with these columns only."""
        return Parts(self.connection, self.name, columns)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Give the rows in the table's order."""
        chosen = ", ".join(self.columns)
        yield from self.connection.sql(f"select {chosen} from {self.name}").to_arrow_reader(ROWS)  # noqa: S608 - our own names


def read_spilled(relation: duckdb.DuckDBPyRelation, folder: Path) -> pa.Table:
    """Give a relation with a list column ``vector``, whose numbers lie in a file in ``folder``.

    The file has no name and goes with the last reference to the table. Its pages are read when
    they are needed, and given up when memory is.
    """
    # Arrow and NumPy take longer to import than most questions to a warehouse take to answer.
    import numpy as np
    import pyarrow as pa

    reader = relation.to_arrow_reader(ROWS)
    others = [name for name in reader.schema.names if name != VECTOR]
    with TemporaryFile(dir=folder) as file:
        kept, counts = [], [np.zeros(1, np.int64)]
        for batch in reader:
            column = batch.column(VECTOR)
            counts.append(column.value_lengths().fill_null(0).to_numpy().astype(np.int64))
            file.write(column.flatten().to_numpy().astype(np.float32, copy=False))
            # A column that is kept as it came would keep its batch's vectors, too.
            kept.append(batch.select(others).take(pa.array(range(batch.num_rows))))
        vectors = _mapped(file, np.concatenate(counts).cumsum())
    table = pa.Table.from_batches(kept, pa.schema([reader.schema.field(name) for name in others]))
    return table.append_column(VECTOR, vectors).select(reader.schema.names)


def _mapped(file: IO[bytes], offsets: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    import pyarrow as pa

    file.flush()
    held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    numbers = pa.Array.from_buffers(pa.float32(), int(offsets[-1]), [None, pa.py_buffer(held)])
    return pa.LargeListArray.from_arrays(pa.array(offsets), numbers)
