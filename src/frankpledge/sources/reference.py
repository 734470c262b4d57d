"""Reference files: each known by its header, each declared in one place.

A declaration says which headings become which contract columns, which are known and not
kept, what the file name or a heading adds, and how a publisher's spelling is put right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

import pyarrow as pa

from frankpledge.contracts import reference as tables
from frankpledge.contracts.outcome_texts import OUTCOME_TEXTS
from frankpledge.contracts.tables import Table
from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.errors import BadInput
from frankpledge.sources.checking import Refusals, check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows, read_header, read_rows

Constants = Callable[[str, list[str]], Mapping[str, object]]


@dataclass(frozen=True)
class ReferenceFile:
    """One kind of reference file.

    ``signature`` are headings that only this kind has; ``headings`` map to columns and
    ``ignored`` are known but not kept; ``patterns`` map a heading of changing name, and ``optional`` one
    that a file may do without.
    ``constants`` reads what the file name or headings say. ``derive`` adds columns made
    from others. ``null_texts`` are this publisher's ways of writing nothing.
    """

    name: str
    table: Table
    signature: frozenset[str]
    headings: Mapping[str, str]
    ignored: frozenset[str] = frozenset()
    patterns: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    constants: Constants | None = None
    derive: Callable[[Rows], Rows] | None = None
    more: Callable[[dict[str, pa.Array], Refusals], None] | None = None
    null_texts: frozenset[str] = frozenset()


def _population_date(file: str, header: list[str]) -> Mapping[str, object]:
    """The estimates are for 30 June of the year in their headings: one year for residents and households."""
    years = _years("population", header)
    if len(years) != 1:
        raise BadInput(
            f"there are {len(years)} columns of residents, and one is wanted.",
            file=file,
            line=1,
            do="Name it population_2020, with the year the estimate is for.",
        )
    other = [year for year in _years("households", header) if year != years[0]]
    if other:
        raise BadInput(
            f"households are told for {other[0]}, and residents for {years[0]}.",
            file=file,
            line=1,
            field=f"households_{other[0]}",
            do=f"Give households of {years[0]}, or put those of {other[0]} into a file with its residents.",
        )
    return {"date": date(int(years[0]), 6, 30)}


def _years(what: str, header: list[str]) -> list[str]:
    return [match[1] for head in header if (match := re.fullmatch(rf"{what}_([0-9]{{4}})", head))]


def _grant_date(file: str, header: list[str]) -> Mapping[str, object]:
    pairs = re.findall(r"(20[0-9]{2})-(?=([0-9]{2})(?![0-9]))", PurePosixPath(file).name)
    years = {int(year) for year, following in pairs if (int(year) + 1) % 100 == int(following)}
    if len(years) != 1:
        raise BadInput(
            "the file name does not say which financial year the grant is for.",
            file=file,
            do="Name it police-grant-2025-26.csv, with the year it is for.",
        )
    return {"date": date(years.pop(), 4, 1)}


def _year_end(rows: Rows) -> Rows:
    """The workforce return is as at 31 March of its year."""
    years = rows.columns["year"]
    words = [f"{word}-03-31" for word in years.dictionary.to_pylist()]
    dates = pa.DictionaryArray.from_arrays(years.indices, pa.array(words, pa.string()))
    return Rows(rows.file, {**rows.columns, "date": dates}, rows.record, rows.broken)


def _known_outcome(columns: dict[str, pa.Array], refusals: Refusals) -> None:
    """Every outcome text of a mapping must be one we know, with the types we know it by."""
    for row, (text, types) in enumerate(
        zip(columns["text"].to_pylist(), columns["types"].to_pylist(), strict=True)
    ):
        bad = refusals.rule_of < -1
        bad[row] = True
        if text is None:
            continue
        code = OUTCOMES.code_of_text.get(text)
        if code is None:
            refusals.add(bad, "an outcome text that is not known", "text")
        elif tuple(int(part) for part in (types or "").split(";") if part) != OUTCOMES.terms[code].types:
            refusals.add(bad, "other outcome types than this text is known by", "types")


REFERENCE_FILES: tuple[ReferenceFile, ...] = (
    ReferenceFile(
        "force-month counts",
        tables.FORCE_MONTH_COUNTS,
        frozenset({"month", "force", "crime_type", "records"}),
        {"month": "month", "force": "force", "crime_type": "crime-type", "records": "records"},
    ),
    ReferenceFile(
        "populations",
        tables.POPULATIONS,
        frozenset({"pfa_code", "pfa_name"}),
        {"pfa_code": "code", "pfa_name": "force"},
        ignored=frozenset({"n_local_authorities"}),
        patterns={r"population_[0-9]{4}": "residents"},
        optional={r"households_[0-9]{4}": "households"},
        constants=_population_date,
    ),
    ReferenceFile(
        "LSOA to ward and local authority",
        tables.LSOA_LOOKUP,
        frozenset({"LSOA11CD", "WD17CD", "LAD17CD"}),
        {
            "LSOA11CD": "lsoa",
            "LSOA11NM": "lsoa-name",
            "WD17CD": "ward",
            "WD17NM": "ward-name",
            "LAD17CD": "authority",
            "LAD17NM": "authority-name",
        },
        ignored=frozenset({"WD17NMW", "FID"}),
    ),
    ReferenceFile(
        "LSOA of 2011 to LSOA of 2021",
        tables.LSOA_SUCCESSORS,
        frozenset({"LSOA11CD", "LSOA21CD", "CHGIND"}),
        {
            "LSOA11CD": "lsoa",
            "CHGIND": "change",
            "LSOA21CD": "successor",
            "LSOA21NM": "successor-name",
        },
        ignored=frozenset({"LSOA11NM", "ObjectId", "FID", "LAD22NMW", "LAD23NMW"}),
        patterns={r"LAD[0-9]{2}CD": "authority", r"LAD[0-9]{2}NM": "authority-name"},
    ),
    ReferenceFile(
        "centres of LSOAs",
        tables.LSOA_POINTS,
        frozenset({"LSOACD", "latitude", "longitude"}),
        {"LSOACD": "lsoa", "latitude": "latitude", "longitude": "longitude"},
        ignored=frozenset({"lsoa11cd"}),
    ),
    ReferenceFile(
        "local authority to police force",
        tables.FORCE_LOOKUP,
        frozenset({"LAD17CD", "CSP17CD", "PFA17CD"}),
        {
            "LAD17CD": "authority",
            "LAD17NM": "authority-name",
            "CSP17CD": "partnership",
            "CSP17NM": "partnership-name",
            "PFA17CD": "force-code",
            "PFA17NM": "force",
        },
        ignored=frozenset({"FID"}),
    ),
    ReferenceFile(
        "local authorities",
        tables.AUTHORITIES,
        frozenset({"local-authority-code", "official-name", "gss-code"}),
        {
            "local-authority-code": "code",
            "gss-code": "gss",
            "nice-name": "name",
            "nation": "nation",
            "region": "region",
            "local-authority-type": "type",
            "start-date": "starts",
            "end-date": "ends",
            "replaced-by": "replaced-by",
        },
        ignored=frozenset(
            [
                "official-name",
                "local-authority-type-name",
                "county-la",
                "combined-authority",
                "alt-names",
                "former-gss-codes",
                "notes",
                "current-authority",
                "BS-6879",
                "ecode",
                "even-older-register-and-code",
                "gov-uk-slug",
                "area",
                "pop-2020",
                "x",
                "y",
                "lat",
                "long",
                "powers",
                "lower-or-unitary",
                "mapit-area-code",
                "ofcom",
                "old-ons-la-code",
                "old-register-and-code",
                "open-council-data-id",
                "os-file",
                "os",
                "snac",
                "wdtk-id",
            ]
        ),
    ),
    ReferenceFile(
        "workforce by function",
        tables.WORKFORCE,
        frozenset({"year", "function_name", "officers"}),
        {
            "year": "year",
            "function_name": "function",
            "force": "force",
            "officers": "officers",
            "type": "class",
            "function_group": "function-group",
        },
        derive=_year_end,
        null_texts=frozenset({"NA"}),
    ),
    ReferenceFile(
        "police grant",
        tables.POLICE_GRANT,
        frozenset({"force", "budget_gbp"}),
        {"force": "force", "budget_gbp": "pounds"},
        constants=_grant_date,
    ),
    ReferenceFile(
        "outcome texts",
        OUTCOME_TEXTS,
        frozenset({"text", "stage", "outcome_types", "default_positive"}),
        {
            "text": "text",
            "stage": "stage",
            "outcome_types": "types",
            "default_positive": "positive",
            "note": "note",
        },
        more=_known_outcome,
    ),
)


def without_comments(data: bytes) -> tuple[bytes, int]:
    """Return the file from its header on, and how many leading comment lines (``#``) were passed over."""
    skipped = 0
    while data.startswith(b"#"):
        _, _, data = data.partition(b"\n")
        skipped += 1
    return data, skipped


def kind_of(file: str, data: bytes) -> ReferenceFile | None:
    """Return which kind of reference file this is by its header, or None."""
    body, _ = without_comments(data)
    header = set(read_header(file, body))
    for kind in REFERENCE_FILES:
        if kind.signature <= header:
            return kind
    return None


def part_of(file: str, data: bytes, kind: ReferenceFile) -> str:
    """Return which part of its table a file is: the day it is for, or '' where a file is the whole table.

    Estimates for 2020 and for 2021 are two parts: the later obtained does not supersede the other.
    """
    if kind.constants is None:
        return ""
    body, _ = without_comments(data)
    return "-".join(str(value) for value in kind.constants(file, read_header(file, body)).values())


def read(
    file: str, data: bytes, kind: ReferenceFile, context: Context = Context()
) -> tuple[pa.Table, pa.Table]:
    """Return (accepted, refused) rows of a reference file. Raises BadInput where the header is wrong."""
    body, _ = without_comments(data)
    header = read_header(file, body)
    headings = dict(kind.headings)
    for pattern, column in (*kind.patterns.items(), *kind.optional.items()):
        found = [head for head in header if re.fullmatch(pattern, head)]
        if not found and pattern in kind.optional:
            continue
        if len(found) != 1:
            raise BadInput(
                f"there is no single column like '{pattern}'.", file=file, line=1, do="Check the header."
            )
        headings[found[0]] = column
    rows = read_rows(file, body, headings, ignored=kind.ignored)
    if kind.null_texts:
        rows = _without_null_texts(rows, kind.null_texts)
    if kind.derive is not None:
        rows = kind.derive(rows)
    constants = kind.constants(file, header) if kind.constants else {}
    return check(rows, kind.table, constants=constants, more=kind.more, context=context)


def _without_null_texts(rows: Rows, nulls: frozenset[str]) -> Rows:
    columns = {}
    for name, text in rows.columns.items():
        words = text.dictionary.to_pylist()
        if nulls.intersection(words):
            kept = [word for word in words if word not in nulls]
            place = pa.array([None if word in nulls else kept.index(word) for word in words], pa.int32())
            text = pa.DictionaryArray.from_arrays(place.take(text.indices), pa.array(kept, pa.string()))
        columns[name] = text
    return Rows(rows.file, columns, rows.record, rows.broken)
