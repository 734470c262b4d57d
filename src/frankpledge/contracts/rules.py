"""Rules that look at several columns of a row, or at several rows of a file: declared, vectorised, in words.

A rule is broken only by what is there: an empty cell breaks none but those about what must be given.
Each blames one column, since a refused row is noted under one; ``says`` completes the sentence
"COLUMN is …", as intake prints it, and ``sentence`` says the rule to a person who fills in a return.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frankpledge.contracts.tables import Column, Table, Type

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Rows = Mapping[str, pa.Array]

MOMENTS = (Type.TIMESTAMP, Type.DATE)
NUMBERS = (Type.NUMBER, Type.INTEGER)
CHOSEN = (Type.TERM, Type.FLAG, Type.SLUG, Type.AREA)
"""Types of columns on whose value another column can depend."""


class Rule(ABC):
    """One rule of a table. Rows are columns by name, of equal length, in their stored types."""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns looked at; the first is the one blamed."""

    @property
    @abstractmethod
    def says(self) -> str:
        """What is wrong with the blamed column, after the words "COLUMN is"."""

    @property
    @abstractmethod
    def sentence(self) -> str:
        """The rule in a sentence."""

    @abstractmethod
    def broken(self, rows: Rows, table: Table) -> Bools:
        """Return which rows break the rule, as booleans of the rows' length."""

    def fit(self, table: Table) -> None:
        """Raise ValueError where the rule cannot be put to this table."""
        for name in self.columns:
            if name not in table.column_names:
                raise ValueError(
                    f"table '{table.name}': {type(self).__name__} names '{name}', which is no column of it"
                )


@dataclass(frozen=True)
class Before(Rule):
    """``first`` is not after ``second``. A time beside a date is compared by its day in Europe/London."""

    first: str
    second: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.second, self.first

    @property
    def says(self) -> str:
        return f"before {self.first}"

    @property
    def sentence(self) -> str:
        return f"`{self.second}` is not before `{self.first}`."

    def fit(self, table: Table) -> None:
        """Raise ValueError unless both are times or dates."""
        super().fit(table)
        _only(self, table, MOMENTS, "a time or a date")

    def broken(self, rows: Rows, table: Table) -> Bools:
        import pyarrow as pa
        import pyarrow.compute as pc

        first, second = rows[self.first], rows[self.second]
        if first.type != second.type:
            first, second = (
                london_dates(it) if pa.types.is_timestamp(it.type) else it for it in (first, second)
            )
        return _flags(pc.greater(first, second))


@dataclass(frozen=True)
class AtMost(Rule):
    """``part`` is no more than ``whole``, both numbers."""

    part: str
    whole: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.part, self.whole

    @property
    def says(self) -> str:
        return f"more than {self.whole}"

    @property
    def sentence(self) -> str:
        return f"`{self.part}` is at most `{self.whole}`."

    def fit(self, table: Table) -> None:
        """Raise ValueError unless both are numbers."""
        super().fit(table)
        _only(self, table, NUMBERS, "a number")

    def broken(self, rows: Rows, table: Table) -> Bools:
        import pyarrow.compute as pc

        return _flags(pc.greater(rows[self.part], rows[self.whole]))


@dataclass(frozen=True)
class Adds(Rule):
    """``parts`` add up to ``total``, less those in ``minus``, where all are given.

    Those in ``where_given`` are added too where they are given, and are nothing where they are not.
    Two sums of decimals may differ by a half of the last printed hundredth.
    """

    total: str
    parts: tuple[str, ...]
    minus: tuple[str, ...] = ()
    where_given: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.total, *self.parts, *self.where_given, *self.minus

    @property
    def says(self) -> str:
        return f"not {self._sum('{}')}"

    @property
    def sentence(self) -> str:
        return f"`{self.total}` is {self._sum('`{}`')}."

    def _sum(self, form: str) -> str:
        parts = (*self.parts, *self.where_given)
        return " − ".join([" + ".join(map(form.format, parts)), *map(form.format, self.minus)])

    def fit(self, table: Table) -> None:
        """Raise ValueError unless all are numbers."""
        super().fit(table)
        _only(self, table, NUMBERS, "a number")

    def broken(self, rows: Rows, table: Table) -> Bools:
        import pyarrow as pa
        import pyarrow.compute as pc

        over = rows[self.total].cast(pa.float64())
        for name in self.parts:
            over = pc.subtract(over, rows[name].cast(pa.float64()))
        for name in self.where_given:
            over = pc.subtract(over, pc.fill_null(rows[name].cast(pa.float64()), 0.0))
        for name in self.minus:
            over = pc.add(over, rows[name].cast(pa.float64()))
        return _flags(pc.greater(pc.abs(over), 0.005))


@dataclass(frozen=True)
class OneOf(Rule):
    """Exactly one of the columns is given."""

    names: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.names

    @property
    def says(self) -> str:
        return f"not alone: exactly one of {_listed(self.names, '{}', 'and')} is wanted"

    @property
    def sentence(self) -> str:
        return f"Exactly one of {_listed(self.names, '`{}`', 'and')} is given."

    def broken(self, rows: Rows, table: Table) -> Bools:
        wrong: Bools = _how_many(rows, self.names) != 1
        return wrong


@dataclass(frozen=True)
class Together(Rule):
    """The columns are all given, or none of them is."""

    names: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.names

    @property
    def says(self) -> str:
        return f"given or left out alone: {_listed(self.names, '{}', 'and')} go together"

    @property
    def sentence(self) -> str:
        return f"{_listed(self.names, '`{}`', 'and')} are given together or not at all."

    def broken(self, rows: Rows, table: Table) -> Bools:
        given = _how_many(rows, self.names)
        wrong: Bools = (given != 0) & (given != len(self.names))
        return wrong


@dataclass(frozen=True)
class _Conditional(Rule):
    """What holds of ``column`` by whether ``when`` is one of ``terms``."""

    column: str
    when: str
    terms: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.when

    def fit(self, table: Table) -> None:
        """Raise ValueError for a condition on terms the column never has."""
        super().fit(table)
        _fit_terms(self, table, self.when, self.terms)


@dataclass(frozen=True)
class RequiredWhen(_Conditional):
    """``column`` is given where ``when`` is one of ``terms`` (``"true"`` or ``"false"`` of a flag)."""

    @property
    def says(self) -> str:
        return f"empty although {self.when} is {_listed(self.terms, '{}', 'or')}"

    @property
    def sentence(self) -> str:
        return f"`{self.column}` is given where `{self.when}` is {_listed(self.terms, '`{}`', 'or')}."

    def broken(self, rows: Rows, table: Table) -> Bools:
        import pyarrow.compute as pc

        return _among(rows, table, self.when, self.terms) & _flags(pc.is_null(rows[self.column]))


@dataclass(frozen=True)
class OnlyWhen(_Conditional):
    """``column`` is empty unless ``when`` is one of ``terms``."""

    @property
    def says(self) -> str:
        return f"given although {self.when} is not {_listed(self.terms, '{}', 'or')}"

    @property
    def sentence(self) -> str:
        return f"`{self.column}` is given only where `{self.when}` is {_listed(self.terms, '`{}`', 'or')}."

    def broken(self, rows: Rows, table: Table) -> Bools:
        import pyarrow.compute as pc

        return ~_among(rows, table, self.when, self.terms) & _flags(pc.is_valid(rows[self.column]))


@dataclass(frozen=True)
class Unique(Rule):
    """No two rows of a file agree in all these columns; the later ones break the rule."""

    names: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.names

    @property
    def says(self) -> str:
        return f"given before in this file with the same {_listed(self.names[1:], '{}', 'and')}".removesuffix(
            " with the same "
        )

    @property
    def sentence(self) -> str:
        return f"There is one row for each {_listed(self.names, '`{}`', 'and')}."

    def broken(self, rows: Rows, table: Table) -> Bools:
        return repeated([rows[name] for name in self.names])


# --- what rules are made of -----------------------------------------------------------------------


def repeated(columns: Sequence[pa.Array]) -> Bools:
    """Return which rows agree in all columns with one before them; empty cells are alike."""
    import numpy as np

    group: np.ndarray[Any, Any] = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        code = _codes(column)
        _, group = np.unique(group * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    _, first = np.unique(group, return_index=True)
    again = np.ones(len(group), bool)
    again[first] = False
    return again


def london_dates(times: pa.Array) -> pa.Array:
    """Return the day each time (UTC) falls on in Europe/London."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.local_timestamp(times.cast(pa.timestamp("us", tz="Europe/London"))).cast(pa.date32())


def _only(rule: Rule, table: Table, types: tuple[Type, ...], wanted: str) -> None:
    for name in rule.columns:
        if table.column(name).type not in types:
            raise ValueError(f"table '{table.name}': {type(rule).__name__} takes {wanted}, not '{name}'")


def _fit_terms(rule: Rule, table: Table, name: str, terms: tuple[str, ...]) -> None:
    column = table.column(name)
    _check_chosen(rule, table, column)
    known = column.vocabulary.slugs if column.vocabulary else ("true", "false")
    unknown = [] if column.type in (Type.SLUG, Type.AREA) else [it for it in terms if it not in known]
    if not terms or unknown:
        raise ValueError(
            f"table '{table.name}': {type(rule).__name__} on '{name}' names "
            + (f"'{unknown[0]}', which is none of its terms" if unknown else "no terms")
        )


def _check_chosen(rule: Rule, table: Table, column: Column) -> None:
    if column.type not in CHOSEN:
        raise ValueError(
            f"table '{table.name}': {type(rule).__name__} depends on a term or a flag, not '{column.name}'"
        )


def _among(rows: Rows, table: Table, name: str, terms: tuple[str, ...]) -> Bools:
    """Return which rows have one of the terms in a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column, array = table.column(name), rows[name]
    if column.vocabulary is not None:
        wanted = pa.array([column.vocabulary.code_of_slug[term] for term in terms], pa.int16())
    elif column.type is Type.FLAG:
        wanted = pa.array([term == "true" for term in terms])
    else:
        array, wanted = array.cast(pa.string()), pa.array(terms)
    return _flags(pc.is_in(array, value_set=wanted))


def _how_many(rows: Rows, names: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.int64]]:
    import numpy as np
    import pyarrow.compute as pc

    given = [_flags(pc.is_valid(rows[name])) for name in names]
    return np.asarray(np.sum(given, axis=0), dtype=np.int64)


def _flags(array: pa.Array) -> Bools:
    """Return an Arrow array of booleans as numpy; what is not known is False."""
    import numpy as np

    out: Bools = np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)
    return out


def _codes(array: pa.Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return a number from 0 for each distinct value, empty ones being alike."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    codes = array.dictionary_encode(null_encoding="encode").indices
    return np.asarray(codes.to_numpy(zero_copy_only=False), dtype=np.int64)


def _listed(names: tuple[str, ...], form: str, joined: str) -> str:
    """Return names as people list them: "a, b and c"."""
    words = [form.format(name) for name in names]
    return f" {joined} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
