"""A folder of runs."""
from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from ._errors import MaskscopeError
from ._run import Run


class Store:
    """The runs of a store, newest first. `store[0]` is the newest, `store["20261101-0930"]` the one whose id begins so;
    each is opened when it is asked for. A loop leaves out, with a warning, what cannot be read."""

    def __init__(self, folder: str | os.PathLike[str]):
        self.path = Path(folder)
        runs = self.path / "runs"
        if not runs.is_dir():
            raise MaskscopeError(f"{self.path} is no store: it has no folder \"runs\".")
        self._files = {path.stem: path for path in sorted(runs.glob("*.maskrun"), reverse=True)}

    @property
    def ids(self) -> list[str]:
        return list(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, which: int | str) -> Run:
        if isinstance(which, int):
            return Run(self._files[self.ids[which]])
        found = [one for one in self._files if one.startswith(which)]
        if len(found) != 1:
            raise MaskscopeError(f"{which!r} fits {len(found)} runs of {self.path}; ids lists them.")
        return Run(self._files[found[0]])

    def __iter__(self) -> Iterator[Run]:
        for path in self._files.values():
            try:
                run = Run(path)
            except MaskscopeError as error:
                warnings.warn(str(error), stacklevel=2)
            else:
                yield run

    def __repr__(self) -> str:
        return f"<Store {self.path}, {len(self)} runs>"
