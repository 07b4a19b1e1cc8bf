"""The embedding of each distinct masked text that is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.measures.corpus import vector_column

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray


def statement_vectors(
    marketing_statements: pa.Table, *, embed: Callable[[list[str]], NDArray[np.float32]]
) -> pa.Table:
    """Give one row per distinct masked text: ``masked`` and its unit ``vector``."""
    texts = sorted(set(marketing_statements.column("masked").to_pylist()))
    vectors = embed(texts)
    return pa.table({"masked": pa.array(texts, pa.string()), "vector": vector_column(vectors)})
