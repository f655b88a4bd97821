"""Tables as columns: a DataFrame where pandas is installed, a structured NumPy array otherwise."""
from __future__ import annotations

import numpy as np


def as_table(rows: list[tuple], columns: dict[str, str]):
    """`columns`: the NumPy type of each, by name. NULL becomes NaN in a column of floats."""
    kinds = list(columns.values())
    values = [
        tuple(np.nan if value is None and kind == "f8" else value for value, kind in zip(row, kinds)) for row in rows
    ]
    array = np.array(values, dtype=list(columns.items()))
    try:
        import pandas
    except ImportError:
        return array
    return pandas.DataFrame.from_records(array)
