"""What came of each body month by month, and under it why: the pieces of the page on data quality."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from frankpledge.areas import force_title
from frankpledge.catalogue.entries import Catalogue, Entry
from frankpledge.periods import Window, day_label, financial_year_of, month_label, month_of, period_ending
from frankpledge.publication.amounts import grouped
from frankpledge.publication.data_state import month_spans
from frankpledge.publication.model import plain
from frankpledge.returns.grading import DueReturn, Standing
from frankpledge.store.editions import Edition
from frankpledge.store.refusals import Refusal

WORST = 3
"""Reasons told of each table on the page; the file has all."""
WORDS: dict[str, Callable[[int], str]] = {
    "missing": lambda count: f"{count} missing",
    "late": lambda count: f"{count} late",
    "refused": lambda count: f"{grouped(count)} refused",
}
"""What is wrong with a month in the order a cell tells it, each with its number in words."""
_RETURNS = {Standing.MISSING: "missing", Standing.LATE: "late", Standing.ON_TIME: "came"}
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


@dataclass(frozen=True)
class Came:
    """What one body sent of one table: its months, what is missing, and what was refused and why."""

    table: str
    title: str
    body: str
    months: str
    last: str
    rows: str
    refused: str
    share: float
    missing: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Body:
    """One body: of each month shown what came and what is wrong with it, and all that tells why.

    A cell is a list of signs with words; it is empty where nothing was to come.
    """

    id: str
    title: str
    cells: tuple[tuple[tuple[str, str], ...], ...]
    came: tuple[Came, ...]
    late: tuple[tuple[str, DueReturn], ...]
    summary: str


@dataclass(frozen=True)
class Grid:
    """Bodies by the months of one financial year, and the years there are to choose from, newest first."""

    year: str
    years: tuple[tuple[int, str], ...]
    months: tuple[str, ...]
    bodies: tuple[Body, ...]
    others: tuple[Came, ...]
    """Tables that do not come by month, and are of no body's sending."""


def body_of(edition: Edition) -> str:
    """Return who sent a file, else the force it is of; nobody for a table that does not come by month."""
    return edition.sender or (edition.area if edition.month is not None else "")


def in_words(reason: str) -> str:
    """Return a reason of refusal with the names of columns and vocabularies as words.

    >>> in_words("officer-hours: not a number from 0")
    'officer hours: not a number from 0'
    """
    return _HYPHEN.sub(" ", reason)


def reason_of(one: Refusal) -> str:
    """Return why rows were refused as the file tells it: the column and the rule."""
    return f"{one.column}: {one.rule}" if one.column else one.rule


def grid_of(
    catalogue: Catalogue,
    refused: Iterable[Refusal],
    due: Sequence[DueReturn],
    asked: str = "",
    *,
    title_of: Callable[[str], str] = force_title,
) -> Grid:
    """Return what came, is missing, late or refused by body and month of a financial year.

    ``asked`` is the year it began in; the newest where it names none that there is. ``title_of`` names bodies
    by their slugs.
    """
    counts = _counts(catalogue, due)
    years = sorted({financial_year_of(month) for _, month in counts}, reverse=True)
    if not years:
        return Grid("", (), (), (), tuple(one for _, one in _came(catalogue, refused, title_of)))
    year = next((one for one in years if str(one) == asked), years[0])
    months = range(12 * year + 3, 12 * year + 15)
    came = defaultdict(list)
    for body, one in _came(catalogue, refused, title_of):
        came[body].append(one)
    late = defaultdict(list)
    for it in sorted(due, key=lambda it: (it.due, it.name), reverse=True):
        if it.standing in (Standing.LATE, Standing.MISSING):
            late[it.body].append(it)
    names = sorted({body for body, _ in counts}, key=title_of)
    bodies = tuple(
        Body(
            f"of-{name}",
            title_of(name),
            tuple(_cell(counts.get((name, month))) for month in months),
            tuple(came[name]),
            tuple((f"{in_words(it.contract).capitalize()}, {in_words(it.name)}", it) for it in late[name]),
            _summary(came[name], late[name]),
        )
        for name in names
    )
    labels = tuple(_short(month_label(month)) for month in months)
    named = tuple((one, _year(one)) for one in years)
    return Grid(_year(year), named, labels, bodies, tuple(came[""]))


def _short(label: str) -> str:
    month, _, year = label.partition(" ")
    return f"{month[:3]} {year}"


def _year(began: int) -> str:
    return period_ending(Window.FINANCIAL_YEAR, 12 * began + 3).label


def _counts(catalogue: Catalogue, due: Iterable[DueReturn]) -> dict[tuple[str, int], Counter[str]]:
    """Return for each body and month how much came, is missing or came late, and rows refused."""
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for entry in catalogue.entries:
        months: dict[str, set[int]] = defaultdict(set)
        for one in entry.in_use:
            if one.month is not None:
                months[body_of(one)].add(one.month)
                counts[body_of(one), one.month].update(came=1, refused=one.refused)
        for body, held in months.items():
            for month in _gaps(held):
                counts[body, month]["missing"] += 1
    for it in due:
        if it.standing in _RETURNS:
            counts[it.body, month_of(it.period_end)][_RETURNS[it.standing]] += 1
    return counts


def _cell(counts: Counter[str] | None) -> tuple[tuple[str, str], ...]:
    if counts is None:
        return ()
    wrong = [(word, said(counts[word])) for word, said in WORDS.items() if counts[word]]
    return tuple(wrong) or (("came", "came"),)


def _gaps(months: set[int]) -> list[int]:
    return sorted(set(range(min(months), max(months) + 1)) - months) if months else []


def _summary(came: Sequence[Came], late: Sequence[DueReturn]) -> str:
    """Return in a few words what is under a body."""
    missing = sum(one.standing is Standing.MISSING for one in late)
    parts = [
        (len(came), "table", "tables"),
        (sum(bool(one.missing) for one in came), "with missing months", "with missing months"),
        (sum(bool(one.refused) for one in came), "with refused rows", "with refused rows"),
        (missing, "return missing", "returns missing"),
        (len(late) - missing, "return late", "returns late"),
    ]
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)


def _came(
    catalogue: Catalogue, refused: Iterable[Refusal], title_of: Callable[[str], str]
) -> Iterable[tuple[str, Came]]:
    reasons: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in refused:
        reasons[one.edition.table, body_of(one.edition)][reason_of(one)] += one.count
    for entry in catalogue.entries:
        for body in sorted({body_of(one) for one in entry.in_use}):
            title = title_of(body) if body else ""
            yield body, _one(entry, body, title, reasons[entry.table.name, body])


def _one(entry: Entry, body: str, title: str, reasons: Counter[str]) -> Came:
    own = [one for one in entry.in_use if body_of(one) == body]
    rows, refused = sum(one.rows for one in own), sum(one.refused for one in own)
    months = {one.month for one in own if one.month is not None}
    return Came(
        entry.table.name,
        entry.table.title,
        title,
        plain(month_spans(sorted(months))) if months else "",
        day_label(max(one.obtained for one in own)),
        grouped(rows),
        grouped(refused) if refused else "",
        100 * refused / (rows + refused) if rows + refused else 0.0,
        plain(month_spans(_gaps(months))) if _gaps(months) else "",
        tuple((in_words(why), grouped(count)) for why, count in reasons.most_common(WORST)),
    )
