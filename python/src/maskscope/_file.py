"""A run's file: one SQLite database, opened so that neither it nor the folder around it is written."""
from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from urllib.request import pathname2url

from ._checksums import FIRST_VERSION, checksum_of
from ._errors import MaskscopeError
from ._schema_tree import is_tree

APPLICATION_ID = 0x4D534B53  # "MSKS"
NEWEST_VERSION = 13
# A table whose pages refer to each other has no end. Reading a whole one takes SQLite some ten instructions a row, of
# which the smallest in great number, a point of the live curve, has 40 bytes; and no byte is given much oftener than it
# is there.
_INSTRUCTIONS_PER_BYTE = 1
_TIMES_GIVEN = 4
_ALLOWANCE = 1 << 20
_ENDLESS = "a table of it has no end"
# Between two looks at whether it still goes on.
_INSTRUCTIONS_AT_ONCE = 100_000
# Before version 6 these were tables.
_VIEWS = ("alternations", "alternation_layers", "masks")


class RunFile:
    def __init__(self, path: str | os.PathLike[str]):
        self.path = Path(path)
        if not self.path.exists():
            raise MaskscopeError(f"There is no file {self.path}.")
        if not self.path.is_file():
            raise MaskscopeError(f"{self.path} is not a file, so it cannot be a run.")
        try:
            head = self._head()
        except OSError as error:
            raise MaskscopeError(f"{self.path} cannot be read ({error.strerror}).") from error
        if head != b"SQLite format 3\0":
            raise MaskscopeError(f"{self.path} is not a run file: it does not begin as an SQLite database does.")
        # Pages may stand in a write-ahead log, which SQLite reads in their place.
        if not self._has_log() and not is_tree(self.path):
            raise self.damaged("the pages that describe its tables do not fit together")
        self._database = self._connected()
        try:
            self.version = self._identified()
        except BaseException:
            self.close()
            raise

    def _head(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read(16)

    def _has_log(self) -> bool:
        log = Path(f"{self.path}-wal")
        return log.exists() and log.stat().st_size > 0

    def _connected(self) -> sqlite3.Connection:
        # SQLite would make files beside one that its training has closed, unless it is told that nobody writes to it.
        left = any(Path(f"{self.path}{suffix}").exists() for suffix in ("-wal", "-journal"))
        address = f"file:{pathname2url(str(self.path.resolve()))}?mode=ro{'' if left else '&immutable=1'}"
        try:
            database = sqlite3.connect(address, uri=True)
            database.execute("PRAGMA trusted_schema = OFF")
            return database
        except sqlite3.Error as error:
            raise MaskscopeError(f"{self.path} cannot be opened ({error}).") from error

    def _identified(self) -> int:
        (identity,), = self.rows("PRAGMA application_id")
        if identity != APPLICATION_ID:
            raise MaskscopeError(f"{self.path.name} is an SQLite database but not a Maskscope run file.")
        (version,), = self.rows("PRAGMA user_version")
        if version > NEWEST_VERSION:
            raise MaskscopeError(
                f"{self.path.name} was written by a newer Maskscope (file version {version}, this reader knows up to "
                f"{NEWEST_VERSION}); update this package to open it."
            )
        if version < 1:
            raise MaskscopeError(f"{self.path.name} was never completely created and holds no run.")
        # A trigger, or a view or virtual table in the place of a table, is a program, which may never end.
        for kind, name, sql in self.rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
            if kind == "trigger" or (kind == "view" and name not in _VIEWS):
                raise self.damaged(f"its {kind} {name} is no part of a run file")
            if kind == "table" and not sql.startswith("CREATE TABLE"):
                raise self.damaged(f"{name} is no plain table")
        self.plain_tables = {name for name, in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return version

    def close(self) -> None:
        self._database.close()

    def rows(self, sql: str, values: tuple = ()) -> list[tuple]:
        try:
            return self._bounded(sql, values)
        except sqlite3.ProgrammingError as error:
            raise MaskscopeError(f"{self.path.name} was closed; open it again.") from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self.damaged(_ENDLESS if str(error) == "interrupted" else error) from error

    def _bounded(self, sql: str, values: tuple) -> list[tuple]:
        size = sum(os.stat(file).st_size for file in (self.path, Path(f"{self.path}-wal")) if file.exists())
        looks = (_INSTRUCTIONS_PER_BYTE * size + _ALLOWANCE) // _INSTRUCTIONS_AT_ONCE + 1
        left = iter(range(looks))
        self._database.set_progress_handler(lambda: next(left, None) is None, _INSTRUCTIONS_AT_ONCE)
        rows, given = [], 0
        for row in self._database.execute(sql, values):
            given += sum(len(value) for value in row if isinstance(value, (bytes, str)))
            if given > _TIMES_GIVEN * size + _ALLOWANCE:
                raise self.damaged(_ENDLESS)
            rows.append(row)
        return rows

    def table(self, name: str) -> str:
        """Its name, for SQL."""
        if name not in self.plain_tables:
            raise self.damaged(f"no such table: {name}")
        return name

    @property
    def has_checksums(self) -> bool:
        return self.version >= FIRST_VERSION

    def whole(self, columns: Sequence[str], where: str, values: tuple, what: str) -> list[tuple]:
        """Rows with these columns, which their checksums are of; `where` begins with the table."""
        if not self.has_checksums:
            return self.rows(f"SELECT {', '.join(columns)} FROM {where}", values)
        rows = self.rows(f"SELECT {', '.join(columns)}, checksum FROM {where}", values)
        for *row, checksum in rows:
            if checksum is not None and checksum != checksum_of(row):
                raise self.altered(what)
        return [row[:-1] for row in rows]

    def altered(self, what: str) -> MaskscopeError:
        return self.damaged(f"{what}: altered since it was written")

    def damaged(self, reason: object) -> MaskscopeError:
        return MaskscopeError(f"{self.path.name} is damaged ({reason}); restore it from a copy.")
