"""Columns of records from arrays: numbers, terms, references, times. Nulls are what is not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.registry import TABLES
from frankpledge.generate.draws import Draws, Integers, cumulative
from frankpledge.generate.living.clock import Days, Moments, settled

Flags = npt.NDArray[np.bool_]


def times(moments: Moments, where: Flags | None = None) -> pa.Array:
    """Return a column of moments (Universal Time); NaT, and rows not in ``where``, are empty."""
    seconds = settled(moments.astype("datetime64[s]"))
    if where is not None:
        seconds = np.where(where, seconds, np.datetime64("NaT", "s"))
    return pa.array(seconds, pa.timestamp("s"))


def days(these: Days, where: Flags | None = None) -> pa.Array:
    """Return a column of days; NaT, and rows not in ``where``, are empty."""
    plain = these.astype("datetime64[D]")
    if where is not None:
        plain = np.where(where, plain, np.datetime64("NaT", "D"))
    return pa.array(plain, pa.date32())


def numbered(prefix: str, numbers: Integers, where: Flags | None = None) -> pa.Array:
    """Return a column of made-up references: ``numbered("P", [123])`` is ``P000123``."""
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), 6, "0")
    texts = pc.binary_join_element_wise(pa.scalar(prefix), digits, "")
    return only(texts, where)


def numbered_in(prefix: str, month: int, count: int, where: Flags | None = None) -> pa.Array:
    """Return ``count`` references that no other month has: ``I24292-000001``, with the month's number."""
    return numbered(f"{prefix}{month}-", np.arange(1, count + 1), where)


def words(texts: Sequence[str], places: Integers, where: Flags | None = None) -> pa.Array:
    """Return a column of texts by their places."""
    return only(pa.array(texts, pa.string()).take(pa.array(places)), where)


def terms(table: str, column: str, codes: Integers, where: Flags | None = None) -> pa.Array:
    """Return a column of terms by their places in the vocabulary, as printed (by their slug where
    a comma is in that)."""
    vocabulary = TABLES[table].column(column).vocabulary
    assert vocabulary is not None, f"{table}.{column} has no terms"
    texts = [term.slug if "," in term.text else term.text for term in vocabulary.terms]
    return words(texts, codes, where)


def code(table: str, column: str, slug: str) -> int:
    """Return the place of a term in a contract's vocabulary."""
    vocabulary = TABLES[table].column(column).vocabulary
    assert vocabulary is not None, f"{table}.{column} has no terms"
    return vocabulary.code_of_slug[slug]


def drawn(draws: Draws, table: str, column: str, weights: dict[str, float], n: int) -> Integers:
    """Return ``n`` places in a contract's vocabulary, drawn by weights of its slugs."""
    codes = np.asarray([code(table, column, slug) for slug in weights])
    return codes[draws.pick(cumulative(list(weights.values())), n)]


def flags(these: Flags, where: Flags | None = None) -> pa.Array:
    """Return a column of yes and no."""
    return pa.array(these, pa.bool_(), mask=None if where is None else ~where)


def whole(numbers: npt.NDArray[np.generic], where: Flags | None = None) -> pa.Array:
    """Return a column of whole numbers."""
    return pa.array(numbers.astype(np.int64), pa.int64(), mask=None if where is None else ~where)


def decimals(numbers: npt.NDArray[np.float64], places: int = 1, where: Flags | None = None) -> pa.Array:
    """Return a column of numbers rounded to ``places``."""
    return pa.array(np.round(numbers, places), pa.float64(), mask=None if where is None else ~where)


def only(array: pa.Array, where: Flags | None) -> pa.Array:
    """Return a column emptied where ``where`` is false."""
    if where is None:
        return array
    return pc.if_else(pa.array(where), array, pa.scalar(None, array.type))


def records(table: str, force: str, **columns: pa.Array) -> pa.Table:
    """Return rows of a contract: columns by name (``offence_group`` for ``offence-group``), others empty.

    ``force`` fills that column. Raises KeyError for a column that senders do not send.
    """
    contract = TABLES[table]
    given = {name.replace("_", "-"): array for name, array in columns.items()}
    sent = [column.name for column in contract.sent_columns]
    for name in given:
        if name not in sent:
            raise KeyError(f"'{name}' is no column that senders of {table} send")
    size = len(next(iter(given.values())))
    if "force" in sent:
        given["force"] = pa.repeat(pa.scalar(force), size)
    arrays = [given.get(name, pa.nulls(size, pa.string())) for name in sent]
    return pa.table(arrays, names=sent)
