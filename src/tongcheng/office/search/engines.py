"""The two full-text indexes: FTS5 of SQLite and ``tsvector`` of PostgreSQL, asked in the same terms.

Both hold the same three parts of an entry: its title, the rest of its words, and the marks of its kind and readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongcheng.office.search.folding import Term


class Written(NamedTuple):
    """An entry as the index takes it: words with blanks between them."""

    entry: int
    title: str
    body: str
    marks: str


class Asked(NamedTuple):
    """What is asked: terms that all occur, in the title alone or anywhere; marks of which every group needs one."""

    terms: Sequence[Term]
    marks: Sequence[Sequence[str]] = ()
    title_only: bool = False


class Engine(Protocol):
    """A full-text index."""

    def install(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Make the index."""

    def uninstall(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Remove the index."""

    def write(self, rows: Iterable[Written]) -> None:
        """Put rows in the place of those with the same key."""

    def remove(self, entries: Sequence[int]) -> None:
        """Take rows out."""

    def clear(self) -> None:
        """Take everything out."""

    def find(self, asked: Asked, limit: int) -> list[int]:
        """Give the keys of at most ``limit`` entries, the newest first where it costs nothing."""


class SQLite:
    """FTS5 under ``unicode61``."""

    def install(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Make the virtual table; ``detail=full`` is what phrases need."""
        editor.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(title, body, marks, "
            'tokenize="unicode61 remove_diacritics 0")',
            None,
        )

    def uninstall(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Drop the virtual table."""
        editor.execute("DROP TABLE search_words", None)

    def write(self, rows: Iterable[Written]) -> None:
        """Put rows in the place of those with the same key."""
        made = list(rows)
        self.remove([row.entry for row in made])
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_words (rowid, title, body, marks) VALUES (%s, %s, %s, %s)", made)

    def remove(self, entries: Sequence[int]) -> None:
        """Take rows out."""
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(one,) for one in entries])

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words")

    def find(self, asked: Asked, limit: int) -> list[int]:
        """Give keys, the newest first: FTS5 walks its rows in that order, so it stops at the limit."""
        where = "title" if asked.title_only else "{title body}"
        parts = [f'{where} : "{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in asked.terms]
        parts += ["(" + " OR ".join(f'marks : "{mark}"' for mark in group) + ")" for group in asked.marks]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s",
                [" AND ".join(parts), limit],
            )
            return [row[0] for row in cursor.fetchall()]


class PostgreSQL:
    """Two ``tsvector`` under ``simple``, of titles and of all words: titles weigh A, other words B, marks D.

    Weights are not in a GIN index, so titles have an index of their own: asked in the other one for titles alone,
    every row with a common word would have to be read.
    """

    def install(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Add the columns and their indexes."""
        for name in ("heads", "words"):
            editor.execute(f"ALTER TABLE search_entry ADD COLUMN {name} tsvector", None)
            editor.execute(f"CREATE INDEX search_{name} ON search_entry USING gin ({name})", None)

    def uninstall(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Drop the columns."""
        for name in ("heads", "words"):
            editor.execute(f"ALTER TABLE search_entry DROP COLUMN {name}", None)

    def write(self, rows: Iterable[Written]) -> None:
        """Set the columns of entries."""
        title, body, marks = (f"setweight(to_tsvector('simple', %s), '{weight}')" for weight in "ABD")
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE search_entry SET heads = {title} || {marks}, words = {title} || {body} || {marks} "  # noqa: S608
                "WHERE id = %s",
                [(row.title, row.marks, row.title, row.body, row.marks, row.entry) for row in rows],
            )

    def remove(self, entries: Sequence[int]) -> None:
        """Do nothing: the words go with the entry."""

    def clear(self) -> None:
        """Do nothing: the words go with the entries."""

    def find(self, asked: Asked, limit: int) -> list[int]:
        """Give keys in no order: in order, every row of a common word would have to be looked at."""
        column, weight = ("heads", "A") if asked.title_only else ("words", "AB")
        parts = ["(" + " <-> ".join(_lexemes(term, weight)) + ")" for term in asked.terms]
        parts += ["(" + " | ".join(f"'{mark}':D" for mark in group) + ")" for group in asked.marks]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM search_entry WHERE {column} @@ to_tsquery('simple', %s) LIMIT %s",  # noqa: S608
                [" & ".join(parts), limit],
            )
            return sorted((row[0] for row in cursor.fetchall()), reverse=True)


def _lexemes(term: Term, weight: str) -> list[str]:
    last = len(term.words) - 1
    return [
        f"'{word}':{weight}{'*' if term.prefix and place == last else ''}" for place, word in enumerate(term.words)
    ]


_SQLITE, _POSTGRESQL = SQLite(), PostgreSQL()


def engine(vendor: str | None = None) -> Engine:
    """Give the index of a kind of database, or of the one in use."""
    return _POSTGRESQL if (vendor or connection.vendor) == "postgresql" else _SQLITE
