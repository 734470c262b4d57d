"""The values of a record: read from a form or a spreadsheet, checked, and shown in words.

A value is what JSON can hold (see :class:`frankpledge.registers.register.FieldType`); a blank is no value.
Problems are told in words that help whoever filled the form in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from frankpledge.plan.fields import IDENTIFIER
from frankpledge.registers.dates import day_in_words, day_of, loose_day_of
from frankpledge.registers.register import Field, FieldType

Given = str | Sequence[str] | Sequence[Mapping[str, Any]]
"""What a form gives for one field: its text, the several texts of a list, or the rows of a small table."""

LONDON = ZoneInfo("Europe/London")
LONGEST_LINE, LONGEST_TEXT, MOST_ITEMS = 500, 100_000, 500
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_NUMBER = re.compile(r"[-−]?[0-9]{1,3}(,?[0-9]{3})*|[-−]?[0-9]+")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_DECIMAL = re.compile(rf"[-−]?{_DIGITS}")
_MONEY = re.compile(rf"([-−])?£?({_DIGITS})|\(£?({_DIGITS})\)")
_PENNY = Decimal("0.01")
_YES = {"yes": True, "y": True, "true": True, "1": True, "on": True}
_NO = {"no": False, "n": False, "false": False, "0": False, "off": False}
_DATE_HELP = "Write it as 1 May 2026, 1/5/2026 or 2026-05-01."


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field (by id; in a small table ``rows 2.column``), and what to do about it."""

    field: str
    wrong: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.wrong} {self.do}".strip()


class Unreadable(ValueError):
    """What was given cannot be read as the field's value. ``problems`` say why, in plain words."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(" ".join(map(str, problems)))


def parsed(field: Field, given: Given) -> Any:
    """Return the value that what was given stands for; None where it is blank.

    Raises Unreadable where it stands for none.
    """
    if field.type is FieldType.ROWS:
        return _rows(field, given)
    if field.type in (FieldType.CHOICES, FieldType.LINKS):
        parts = re.split(r"[;\n]", given) if isinstance(given, str) else [str(part) for part in given]
        one = Field(
            field.id,
            FieldType.CHOICE if field.type is FieldType.CHOICES else FieldType.LINK,
            field.title,
            choices=field.choices,
            to=field.to,
        )
        return list(dict.fromkeys(parsed(one, part) for part in parts if part.strip())) or None
    text = given if isinstance(given, str) else " ".join(map(str, given))
    if _UNSEEN.search(text):
        raise _unreadable(field, "holds a character that cannot be seen", "Type it anew.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _READERS[field.type](field, text) if text else None


def _unreadable(field: Field, wrong: str, do: str = "") -> Unreadable:
    return Unreadable(Problem(field.id, f"“{field.title}” {wrong}.", do))


def _line(field: Field, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise _unreadable(field, f"is longer than {LONGEST_LINE} characters", "Shorten it.")
    named = (name for name, title in field.choices.items() if title.casefold() == line.casefold())
    return next(named, line)


def _paragraphs(field: Field, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise _unreadable(
            field, f"is longer than {LONGEST_TEXT:,} characters", "Attach it as a paper instead."
        )
    return text


def _number(field: Field, text: str) -> int:
    if not _NUMBER.fullmatch(text) or len(text) > 20:
        raise _unreadable(field, "is not a whole number", "Write digits only, such as 12.")
    return int(text.replace(",", "").replace("−", "-"))


def _decimal(field: Field, text: str) -> str:
    if not _DECIMAL.fullmatch(text) or len(text) > 30:
        raise _unreadable(field, "is not a number", "Write digits, such as 12.5.")
    return text.replace(",", "").replace("−", "-")


def _money(field: Field, text: str) -> str:
    found = _MONEY.fullmatch(text.replace(" ", ""))
    if found is None or len(text) > 30:
        raise _unreadable(field, "is not an amount of money", "Write pounds, such as £1,250 or 1250.50.")
    amount = Decimal((found[2] or found[3]).replace(",", ""))
    if amount != amount.quantize(_PENNY):
        raise _unreadable(field, "holds parts of a penny", "Round it to the penny.")
    negative = (found[1] or found[3]) and amount
    return str((-amount if negative else amount).quantize(_PENNY))


def _date(field: Field, text: str) -> str:
    day = day_of(text)
    if day is None:
        raise _unreadable(field, "is not a date", _DATE_HELP)
    return day.isoformat()


def _loose_date(field: Field, text: str) -> dict[str, str | None]:
    said = _line(field, text)
    day = loose_day_of(said).day
    return {"said": said, "date": None if day is None else day.isoformat()}


def _time(field: Field, text: str) -> str:
    found = re.fullmatch(r"(.+?)(?:,? at |, ?|[ T])([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?(Z)?", text)
    day = day_of(found[1]) if found else None
    if found is None or day is None or not (int(found[2]) < 24 and int(found[3]) < 60):
        raise _unreadable(field, "is not a day and time", "Write it as 1 May 2026, 10:30.")
    zone = UTC if found[4] else LONDON
    moment = datetime(day.year, day.month, day.day, int(found[2]), int(found[3]), tzinfo=zone)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _yes_no(field: Field, text: str) -> bool:
    found = (_YES | _NO).get(text.lower())
    if found is None:
        raise _unreadable(field, "is neither yes nor no", "Write yes or no.")
    return found


def _choice(field: Field, text: str) -> str:
    """Return the choice whose id or title was given, whatever its case and spacing."""
    plain = " ".join(text.split()).casefold()
    for name, title in field.choices.items():
        if plain in (name.casefold(), title.casefold()):
            return name
    raise _unreadable(field, "is not one of the choices offered", f"Choose from: {_offered(field)}.")


def _offered(field: Field) -> str:
    return "; ".join(field.choices.values())


def _link(field: Field, text: str) -> str:
    key = _line(field, text)
    if len(key) > 120:
        raise _unreadable(field, "is too long for the number of a record", "Write the record's number.")
    return key


def _measure(field: Field, text: str) -> str:
    if not IDENTIFIER.fullmatch(text) or len(text) > 80:
        raise _unreadable(field, "is not the id of a measure", "Write it as burglary or all-crime.")
    return text


def _figure(field: Field, text: str) -> dict[str, str]:
    key, at, build = (part.strip() for part in text.rpartition("@"))
    if not (key and at and build) or len(text) > LONGEST_LINE or "\n" in text:
        raise _unreadable(
            field, "does not name a figure and its build", "Copy it from the figure's own page."
        )
    return {"key": key, "build": build}


def _web(field: Field, text: str) -> str:
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        right = False
    if not right or re.search(r"[\s<>\"\\]", text) or len(text) > 2000:
        raise _unreadable(field, "is not the address of a page", "Copy it whole, from https:// on.")
    return text


def _rows(field: Field, given: Given) -> list[dict[str, Any]] | None:
    if isinstance(given, str):
        if given.strip():
            raise _unreadable(
                field, "is a small table and cannot be read from one cell", "Fill it in on the page."
            )
        return None
    rows, problems = [], []
    for place, row in enumerate((row for row in given if isinstance(row, Mapping)), start=1):
        values = {}
        for column in field.columns:
            try:
                value = parsed(column, row.get(column.id) or "")
            except Unreadable as error:
                problems += [
                    Problem(f"{field.id} {place}.{one.field}", one.wrong, one.do) for one in error.problems
                ]
            else:
                if value is not None:
                    values[column.id] = value
        if values:
            rows.append(values)
    if problems:
        raise Unreadable(*problems)
    if len(rows) > MOST_ITEMS:
        raise _unreadable(field, f"has more than {MOST_ITEMS} rows", "Attach it as a spreadsheet instead.")
    return rows or None


_READERS: dict[FieldType, Callable[[Field, str], Any]] = {
    FieldType.TEXT: _line,
    FieldType.LONG_TEXT: _paragraphs,
    FieldType.NUMBER: _number,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.LOOSE_DATE: _loose_date,
    FieldType.TIME: _time,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.LINK: _link,
    FieldType.MEASURE: _measure,
    FieldType.FIGURE: _figure,
    FieldType.WEB: _web,
}


def as_given(field: Field, value: Any) -> Given:
    """Return what a form shows so that the value can be amended: what :func:`parsed` reads as this value."""
    kind = field.type
    if value is None:
        return ""
    if kind is FieldType.LOOSE_DATE:
        return str(value["said"])
    if kind is FieldType.YES_NO:
        return "yes" if value else "no"
    if kind is FieldType.FIGURE:
        return f"{value['key']} @ {value['build']}"
    if kind is FieldType.TIME:
        local = moment_in(value).strftime("%Y-%m-%d %H:%M")
        return local if parsed(field, local) == value else str(value)  # the hour that comes twice
    if kind in (FieldType.CHOICES, FieldType.LINKS):
        return [str(one) for one in value]
    if kind is FieldType.ROWS:
        columns = {one.id: one for one in field.columns}
        return [{name: as_given(columns[name], one) for name, one in row.items()} for row in value]
    return str(value)


def day_in(value: Any) -> date | None:
    """Return the day that the value of a date, loose date or time stands for; None where there is none."""
    if isinstance(value, Mapping):
        value = value.get("date")
    if not isinstance(value, str):
        return None
    if value.endswith("Z"):
        return moment_in(value).date()
    return date.fromisoformat(value)


def moment_in(value: str) -> datetime:
    """Return the moment that the value of a time stands for, as the clock showed it in Britain."""
    return datetime.fromisoformat(value).astimezone(LONDON)


def amount_in(value: Any) -> Decimal:
    """Return the number that the value of a money, decimal or number field stands for."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError("this value is no number") from None


def shown(field: Field, value: Any) -> str:
    """Return a value in words, as a page or an export prints it; nothing for a blank.

    >>> shown(Field("paid", FieldType.MONEY, "Paid"), "-1250.50")
    '−£1,250.50'
    """
    if value is None:
        return ""
    kind = field.type
    if kind in (FieldType.NUMBER, FieldType.DECIMAL):
        return f"{amount_in(value):,}".replace("-", "−")
    if kind is FieldType.MONEY:
        amount = amount_in(value)
        return ("−" if amount < 0 else "") + f"£{abs(amount):,}".removesuffix(".00")
    if kind is FieldType.DATE:
        return day_in_words(date.fromisoformat(value))
    if kind is FieldType.LOOSE_DATE:
        return str(value["said"])
    if kind is FieldType.TIME:
        moment = moment_in(value)
        return f"{day_in_words(moment.date())}, {moment:%H:%M}"
    if kind is FieldType.YES_NO:
        return "Yes" if value else "No"
    if kind in (FieldType.CHOICE, FieldType.TEXT):  # A text has choices where it names declared areas.
        return field.choices.get(value, str(value))
    if kind is FieldType.CHOICES:
        return "; ".join(field.choices.get(one, str(one)) for one in value)
    if kind is FieldType.LINKS:
        return "; ".join(value)
    if kind is FieldType.FIGURE:
        return f"{value['key']} @ {value['build']}"
    if kind is FieldType.ROWS:
        return "; ".join(_row_in_words(field, row) for row in value)
    return str(value)


def as_datum(field: Field, value: Any) -> str | int | float:
    """Return a value as a table of data holds it: dates in ISO form, amounts as numbers, choices in words.

    >>> as_datum(Field("paid", FieldType.MONEY, "Paid"), "-1250.50")
    -1250.5
    """
    if value is None:
        return ""
    if field.type in (FieldType.NUMBER, FieldType.DECIMAL, FieldType.MONEY):
        amount = amount_in(value)
        return int(amount) if amount == amount.to_integral_value() else float(amount)
    return str(value) if field.type in (FieldType.DATE, FieldType.TIME) else shown(field, value)


def _row_in_words(field: Field, row: Mapping[str, Any]) -> str:
    return ", ".join(f"{one.title}: {shown(one, row[one.id])}" for one in field.columns if one.id in row)
