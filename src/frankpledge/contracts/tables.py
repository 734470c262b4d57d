"""The shape of a contract: a table's columns with types, constraints, meaning and personal-data class.

A column is declared once and used four times: for checks on intake, for documentation,
for generated records and (later) for entry forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from frankpledge.contracts.vocabularies import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa


class Type(StrEnum):
    """What a column holds, and so how it is checked and stored."""

    IDENTIFIER = "identifier"
    MONTH = "month"
    TERM = "term"
    GSS_CODE = "gss-code"
    AREA = "area"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    TIMESTAMP = "timestamp"
    DATE = "date"


STORED_AS: dict[Type, str] = {
    Type.IDENTIFIER: "32 bytes (64 hexadecimal digits)",
    Type.MONTH: "integer: year × 12 + month − 1",
    Type.TERM: "integer: place in the vocabulary",
    Type.GSS_CODE: "integer: country × 10⁸ + the eight digits",
    Type.AREA: "text: the publisher's slug",
    Type.TEXT: "text",
    Type.NUMBER: "64-bit float",
    Type.INTEGER: "64-bit integer",
    Type.FLAG: "true or false",
    Type.TIMESTAMP: "microseconds, UTC",
    Type.DATE: "date",
}


class PersonalData(StrEnum):
    """How a column must be treated: only the open class may appear beside a refused row."""

    OPEN = "open"
    PERSONAL = "personal"
    SPECIAL = "special-category"


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
    """One column of a contract. ``required`` means it may not be empty."""

    name: str
    type: Type
    description: str
    required: bool = False
    vocabulary: Vocabulary | None = None
    minimum: float | None = None
    maximum: float | None = None
    personal_data: PersonalData = PersonalData.OPEN

    def __post_init__(self) -> None:
        if (self.type is Type.TERM) != (self.vocabulary is not None):
            raise ValueError(f"column '{self.name}': a term needs a vocabulary, and only a term has one")

    def arrow_type(self) -> pa.DataType:
        """Return the Arrow type the column is stored as."""
        import pyarrow as pa

        types: dict[Type, pa.DataType] = {
            Type.IDENTIFIER: pa.binary(32),
            Type.MONTH: pa.int32(),
            Type.TERM: pa.int16(),
            Type.GSS_CODE: pa.int32(),
            Type.AREA: pa.dictionary(pa.int32(), pa.string()),
            Type.TEXT: pa.dictionary(pa.int32(), pa.string()),
            Type.NUMBER: pa.float64(),
            Type.INTEGER: pa.int64(),
            Type.FLAG: pa.bool_(),
            Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
            Type.DATE: pa.date32(),
        }
        return types[self.type]


@dataclass(frozen=True)
class Table:
    """One record table. ``disclosure`` says whether small numbers of it need protection, and
    ``disclosure_reason`` why it needs none where that is so.

    ``identity`` names the columns that make two rows of one file the same thing; empty
    where no two rows ever are (anti-social behaviour, stops). ``monthly`` tables arrive one
    file per area and month, so that absence of a file is a missing month.
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

    def __post_init__(self) -> None:
        if (self.disclosure is Disclosure.PEOPLE) == bool(self.disclosure_reason):
            raise ValueError(f"table '{self.name}': say why small numbers need no protection, or nothing")

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

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
