"""Reads the runs of Maskscope, read-only: `open("x.maskrun")`, `open_store(folder)`."""
from ._errors import MaskscopeError
from ._run import Run
from ._snapshots import Layer, Snapshot
from ._store import Store

__version__ = "0.1.0"
__all__ = ["Layer", "MaskscopeError", "Run", "Snapshot", "Store", "open", "open_store"]


def open(path) -> Run:  # as np.load or h5py.File, whose names are taken too
    """A run by the path of its file.

    Raises MaskscopeError, with one sentence, when the file is none of a run, damaged, or of a newer Maskscope.
    """
    return Run(path)


def open_store(folder) -> Store:
    """The runs of a store, newest first, each opened when it is asked for."""
    return Store(folder)
