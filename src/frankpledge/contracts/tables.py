"""The shape of a contract: a table's columns with types, constraints, meaning and personal-data class.

A column is declared once and used four times: for checks on intake, for documentation,
for generated records and for the templates that partners fill in. What cannot be held lawfully
cannot be declared: a person without a key to hash by, or open text in a table that is not open data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from frankpledge.contracts.governance import PUBLISHED, Agreement, Grain, Owner, Retention
from frankpledge.contracts.vocabularies import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from frankpledge.contracts.across import AcrossRule
    from frankpledge.contracts.rules import Rule


class Type(StrEnum):
    """What a column holds, and so how it is checked and stored."""

    IDENTIFIER = "identifier"
    PERSON = "person"
    REFERENCE = "reference"
    MONTH = "month"
    TERM = "term"
    GSS_CODE = "gss-code"
    AREA = "area"
    SLUG = "slug"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    TIMESTAMP = "timestamp"
    DATE = "date"
    CLOCK = "clock"


STORED_AS: dict[Type, str] = {
    Type.IDENTIFIER: "32 bytes (64 hexadecimal digits)",
    Type.PERSON: "32 bytes: a keyed hash made on intake; what was sent is not stored",
    Type.REFERENCE: "32 bytes: a keyed hash of the sender's own number of a record, made likewise",
    Type.MONTH: "integer: year × 12 + month − 1",
    Type.TERM: "integer: place in the vocabulary",
    Type.GSS_CODE: "integer: country × 10⁸ + the eight digits",
    Type.AREA: "text: the publisher's slug",
    Type.SLUG: "text: a word of at most 48 letters, digits and hyphens that names a declared thing",
    Type.TEXT: "text",
    Type.NUMBER: "64-bit float",
    Type.INTEGER: "64-bit integer",
    Type.FLAG: "true or false",
    Type.TIMESTAMP: "microseconds, UTC",
    Type.DATE: "date",
    Type.CLOCK: "integer: minutes after midnight, written HH:MM",
}

HASHED = (Type.PERSON, Type.REFERENCE)
"""Types of which only a keyed hash is stored."""
_KEY = re.compile(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*")
LONGEST_SLUG = 48
"""Characters of the longest name of a declared thing: a sentence is longer, so none gets in."""


class PersonalData(StrEnum):
    """How a column must be treated: only the open class may appear beside a refused row."""

    OPEN = "open"
    PERSONAL = "personal"
    SPECIAL = "special-category"
    OFFENCE = "criminal-offence"


class Disclosure(StrEnum):
    """What a table's counts can tell of persons, and so whether small ones need protection.

    ``people``: about people; small numbers need protection. ``things``: about things, money or places.
    ``public``: its rows themselves have been released by their publisher, so that withholding a
    count of them protects nobody.
    """

    PEOPLE = "people"
    PUBLIC = "public"
    THINGS = "things"


@dataclass(frozen=True)
class Column:
    """One column of a contract. ``required`` means it may not be empty.

    ``key`` is what a person or reference is hashed with on intake, as SOURCE/THING: the source's secret,
    and the kind of thing, so that columns with one key can be joined and no others. ``area_type`` is set
    where the column says in which area of that kind the row is. ``within`` names the column that says
    whose number it is, where several bodies of one source each count from 1: it is hashed with it.
    ``local`` lets a time come without its zone, as Europe/London reads it. ``example`` is what a partner
    would write; empty means that the example row leaves it out.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    vocabulary: Vocabulary | None = None
    minimum: float | None = None
    maximum: float | None = None
    personal_data: PersonalData = PersonalData.OPEN
    key: str = ""
    within: str = ""
    area_type: str = ""
    local: bool = False
    example: str | None = None

    def __post_init__(self) -> None:
        if (self.type is Type.TERM) != (self.vocabulary is not None):
            raise ValueError(f"column '{self.name}': a term needs a vocabulary, and only a term has one")
        if (self.type in HASHED) != bool(self.key):
            raise ValueError(
                f"column '{self.name}': a person or reference needs the name of its key, and only those"
            )
        if self.type in HASHED and self.personal_data is PersonalData.OPEN:
            raise ValueError(f"column '{self.name}': a person or reference is personal data")
        if self.local and self.type is not Type.TIMESTAMP:
            raise ValueError(f"column '{self.name}': only a timestamp can be in local time")
        if self.required and self.example == "":
            raise ValueError(f"column '{self.name}': the example of a required column is empty")

        if self.key and not _KEY.fullmatch(self.key):
            raise ValueError(
                f"column '{self.name}': a key is SOURCE/THING in small letters, not '{self.key}'"
            )

    @property
    def key_source(self) -> str:
        """The source whose secret hashes this column: what two sources hold never matches."""
        return self.key.split("/")[0]

    @property
    def key_variable(self) -> str:
        """The environment variable that holds the secret."""
        return f"FRANKPLEDGE_KEY_{self.key_source.replace('-', '_').upper()}"

    def arrow_type(self) -> pa.DataType:
        """Return the Arrow type the column is stored as."""
        import pyarrow as pa

        types: dict[Type, pa.DataType] = {
            Type.IDENTIFIER: pa.binary(32),
            Type.PERSON: pa.binary(32),
            Type.REFERENCE: pa.binary(32),
            Type.MONTH: pa.int32(),
            Type.TERM: pa.int16(),
            Type.GSS_CODE: pa.int32(),
            Type.AREA: pa.dictionary(pa.int32(), pa.string()),
            Type.SLUG: pa.dictionary(pa.int32(), pa.string()),
            Type.TEXT: pa.dictionary(pa.int32(), pa.string()),
            Type.NUMBER: pa.float64(),
            Type.INTEGER: pa.int64(),
            Type.FLAG: pa.bool_(),
            Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
            Type.DATE: pa.date32(),
            Type.CLOCK: pa.int32(),
        }
        return types[self.type]


@dataclass(frozen=True)
class Table:
    """One record table. ``disclosure`` says whether small numbers of it need protection, and
    ``disclosure_reason`` why it needs none where that is so.

    ``identity`` names the columns that make two rows of one file the same thing; empty
    where no two rows ever are (anti-social behaviour, stops). ``monthly`` tables arrive one
    file per area and month, so that absence of a file is a missing month.

    ``month_from`` names the time or day that gives a row its ``month`` (as Europe/London counts months);
    then the sender gives no month and intake makes it. Empty where the month is sent, or there is none.
    ``row_key`` names the columns by which a row of a later file stands instead of the same row of an earlier
    one, where many bodies send a table of one month; empty where a later file stands instead of all of it.
    ``sent_by`` names the column that says which of several bodies sends a row: what one of them sends stands
    instead of its own earlier months alone.
    ``service`` is the service whose work its rows are of, ``police`` or ``fire``: empty where they are of
    both, or of another's. By it a role that is held for one service sees the measures made from them.
    ``rules`` look at one row or one file, and refuse rows; ``across`` look at several tables, and are
    reported on, since the other table may come later.
    """

    name: str
    title: str
    description: str
    publisher: str
    licence: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()
    monthly: bool = True
    disclosure: Disclosure = Disclosure.PEOPLE
    disclosure_reason: str = ""
    publishable: bool = True
    grain: Grain = Grain.EVENT
    month_from: str = ""
    owner: Owner = Owner.PERFORMANCE
    agreement: Agreement = Agreement.OPEN
    retention: Retention = PUBLISHED
    rules: tuple[Rule, ...] = ()
    across: tuple[AcrossRule, ...] = ()
    row_key: tuple[str, ...] = ()
    sent_by: str = ""
    service: str = ""

    def __post_init__(self) -> None:
        if (self.disclosure is Disclosure.PEOPLE) == bool(self.disclosure_reason):
            raise ValueError(f"table '{self.name}': say why small numbers need no protection, or nothing")
        names = self.column_names
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"table '{self.name}': column '{name}' is declared twice")
        for name in (*self.identity, *self.row_key, *filter(None, (self.month_from, self.sent_by))):
            if name not in names:
                raise ValueError(f"table '{self.name}': there is no column '{name}'")
        if self.month_from:
            self._check_month()
        if self.agreement is not Agreement.OPEN:
            self._check_protection()
        for column in self.columns:
            if column.within and (column.type not in HASHED or column.within not in names):
                raise ValueError(
                    f"table '{self.name}': '{column.name}' is hashed within '{column.within}', "
                    "which is no column, or it is not hashed"
                )
        for rule in self.rules:
            rule.fit(self)

    def _check_month(self) -> None:
        dated = self.column(self.month_from)
        if dated.type not in (Type.TIMESTAMP, Type.DATE) or not dated.required:
            raise ValueError(
                f"table '{self.name}': '{dated.name}' cannot give the month: "
                "that takes a required time or date"
            )
        if "month" not in self.column_names or self.column("month").type is not Type.MONTH:
            raise ValueError(f"table '{self.name}': there is no column 'month' for '{dated.name}' to give")

    def _check_protection(self) -> None:
        for column in self.columns:
            if column.type is Type.TEXT:
                raise ValueError(
                    f"table '{self.name}': column '{column.name}' is open text, which only open data may hold"
                )
            if column.type is Type.PERSON and self.disclosure is not Disclosure.PEOPLE:
                raise ValueError(
                    f"table '{self.name}': it has a person ('{column.name}'), so it is about people"
                )
        if self.disclosure is Disclosure.PEOPLE and self.retention.months is None:
            raise ValueError(f"table '{self.name}': rows about people are kept a number of months")

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def sent_columns(self) -> tuple[Column, ...]:
        """The columns a sender fills in: all but a month that intake makes."""
        return tuple(it for it in self.columns if not (self.month_from and it.name == "month"))

    @cached_property
    def counted_once_by(self) -> tuple[str, ...]:
        """The columns that make two rows one thing: the identity, within a force and month of a long file."""
        inside = [
            name for name in ("month", "force") if name in self.column_names and name not in self.identity
        ]
        return (*self.identity, *inside) if self.identity else ()

    def column(self, name: str) -> Column:
        """Return a column by name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def schema(self) -> pa.Schema:
        """Return the stored Arrow schema: provenance columns first, then the contract's."""
        import pyarrow as pa

        provenance: list[tuple[str, pa.DataType]] = [("edition", pa.int32()), ("record", pa.int32())]
        if self.identity:
            provenance.append(("counted", pa.bool_()))
        return pa.schema(provenance + [(column.name, column.arrow_type()) for column in self.columns])
