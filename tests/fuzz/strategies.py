"""Inputs for the targets: right ones made a little or very wrong, so that most get past the first check."""

from __future__ import annotations

import csv
import io
import json
import string
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import frankpledge
from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.periods import Window
from frankpledge.sources.police_uk import KINDS
from frankpledge.sources.reference import REFERENCE_FILES

CORPUS = Path(__file__).parent / "corpus"
OFFICES = Path(frankpledge.__file__).parent / "offices"

MARKS = [
    *',;:|#"\t\r\n \\{}[]()&*!%@`~?-+=<>./',
    *(
        "\r\n",
        '""',
        '",',
        "\n\n",
        "\x00",
        "\x1a",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "\u202e",
        "\ud7ff",
        "\U0001f600",
    ),
]
_NUMBERS = (
    *(
        "0",
        "-0",
        "-1",
        "1e5",
        "1_000",
        "+1",
        "0x10",
        "1,000",
        "1.5",
        "1.0",
        ".5",
        "nan",
        "NaN",
        "inf",
        "٣",
        "１",
    ),
    *("9" * 19, "9" * 400, "1" + "0" * 308, "99999999999999999999.0", "9007199254740993"),
)
_DATES = (
    *(
        "2024-05",
        "2024-5",
        " 2024-05",
        "2024-13",
        "0000-01",
        "2024-05-01",
        "20240501",
        "2024-W20-1",
        "0001-01-01",
    ),
    *("2024-05-01T10:00:00+00:00", "2024-05-01T10:00:00", "2024-05-01 10:00Z", "2024-05-01T24:00:00Z"),
    *("2024-05-01T10:00:00+23:59", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
)
_CODES = (
    *(
        "E01000001",
        "e01000001",
        "E0100000",
        "W01000001",
        "X99999999",
        "a" * 64,
        "A" * 64,
        "g" * 64,
        "0" * 63,
        "é" * 32,
    ),
    *("Westmarch Police (generated)", "westmarch", "Bedfordshire", "Anti-social behaviour", "Burglary"),
)
_OTHERS = ("", " ", "true", "True", "yes", "no", "null", "None", "~", "NA", "N/A", "<b>", "=1+1", "\u202e")
WORDS = (*_NUMBERS, *_DATES, *_CODES, *_OTHERS)
"""Texts that mean something to some reader, and so may mean the wrong thing to ours."""

junk = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.sampled_from(string.ascii_letters + string.digits + " -.,'\"/"), max_size=12),
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace").decode()),
)


def _right(column: Column | None, number: int) -> str:
    """Return a right text for a column, another one for each number."""
    if column is None:
        return "2024"
    if column.name in ("reported-by", "falls-within"):
        return "Westmarch Police (generated)"
    if column.vocabulary is not None:
        return column.vocabulary.terms[number % len(column.vocabulary.terms)].text
    texts: dict[Type, tuple[str, ...]] = {
        Type.IDENTIFIER: (f"{number:064x}", f"{number // 2:064X}", f"{number:064x}"),
        Type.MONTH: ("2024-05",),
        Type.GSS_CODE: (f"E{number:08d}", "W01000001", "", "S12345678"),
        Type.AREA: ("westmarch", "Bedfordshire", "Kent", "E23000026"),
        Type.TEXT: ("On or near High Street", "A, B", "Bedford 001A", "Controlled drugs", 'The "Hub"'),
        Type.NUMBER: ("-0.412345", "3", "-9.5") if column.maximum == 4 else ("52.1", "51.000000", "60"),
        Type.INTEGER: ("2024", "2005", "2099"),
        Type.FLAG: ("True", "False", "", "yes", "NO"),
        Type.TIMESTAMP: ("2024-05-01T10:00:00+00:00", "2024-05-31T23:59:59Z"),
        Type.DATE: ("2024-05-01", "1999-12-31"),
    }
    return texts[column.type][number % len(texts[column.type])]


@st.composite
def _csv(draw: st.DrawFn, table: Table, headings: dict[str, str], ignored: tuple[str, ...] = ()) -> bytes:
    """A CSV of these headings: right rows, some cells of which are made wrong."""
    known = {column.name: column for column in table.columns}
    columns = [(heading, known.get(name)) for heading, name in headings.items()]
    columns += [(heading, None) for heading in ignored[: draw(st.integers(0, 3))]]
    if draw(st.booleans()):
        columns.reverse()
    first = draw(st.integers(0, 30))
    rows = [
        [_right(column, first + number) for _, column in columns] for number in range(draw(st.integers(0, 6)))
    ]
    wrong = st.tuples(st.integers(0, 99), st.integers(0, 99), junk)
    for row, cell, text in draw(st.lists(wrong, max_size=3)):
        if rows:
            rows[row % len(rows)][cell % len(columns)] = text
    text = io.StringIO(newline="")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerows([[heading for heading, _ in columns], *rows])
    data = text.getvalue()
    if draw(st.integers(0, 5)) == 0:
        data = data.removesuffix(end)
    return data.encode()


@st.composite
def damaged(draw: st.DrawFn, right: st.SearchStrategy[bytes], *, seldom: bool = False) -> bytes:
    """Bytes of a right input with up to three things done to them; often none.

    ``seldom`` is for formats that any damage makes unreadable as a whole.
    """
    data = draw(right)
    for _ in range(draw(st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2] if seldom else [0, 0, 1, 1, 2, 3]))):
        place = draw(st.integers(0, len(data)))
        end = draw(st.integers(place, min(len(data), place + 40)))
        what = draw(st.sampled_from(["insert", "cut", "byte", "double", "swap", "end", "word"]))
        if what == "insert":
            data = data[:place] + draw(st.sampled_from(MARKS)).encode() + data[place:]
        elif what == "word":
            data = data[:place] + draw(junk).encode() + data[end:]
        elif what == "cut":
            data = data[:place] + data[end:]
        elif what == "byte":
            data = data[:place] + draw(st.binary(min_size=1, max_size=2)) + data[place + 1 :]
        elif what == "double":
            data = data[:end] + data[place:end] + data[end:]
        elif what == "swap":
            data = data[:place] + data[end:] + data[place:end]
        else:
            data = data[:place]
    return data


def police(kind: str) -> st.SearchStrategy[bytes]:
    """Files of one kind of the publisher's."""
    return damaged(_csv(KINDS[kind].table, KINDS[kind].headings))


def reference() -> st.SearchStrategy[bytes]:
    """Reference files of every kind."""
    files = []
    for kind in REFERENCE_FILES:
        years = {pattern.replace("[0-9]{4}", "2020"): column for pattern, column in kind.patterns.items()}
        files.append(_csv(kind.table, {**kind.headings, **years}, tuple(sorted(kind.ignored))))
    return damaged(st.one_of(files))


def mostly(right: st.SearchStrategy[Any], wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return right values nine times out of ten. `one_of` would take a repeated branch for one."""
    return st.integers(0, 9).flatmap(lambda chance: wrong if chance == 9 else right)


def geojson() -> st.SearchStrategy[bytes]:
    """GeoJSON with codes and names of every kind, and with values that JSON has and boundaries do not."""
    odd = st.sampled_from(
        [
            None,
            True,
            5,
            1.5,
            "x",
            "",
            "\ud800",
            [],
            {},
            10**30,
            [[[[]]]],
            "E01000001",
        ]
    )
    right = {"LSOA11CD": "E01000001", "WD24CD": "E05000001", "PFA23CD": "E23000026", "name": "Bedfordshire"}
    keys = st.sampled_from([*right, "LSOA21CD", "LSOA11NM", "MSOA21CD", "WD24NM", "PFA16NM", "FID"])
    properties = st.builds(
        lambda key, others: {**others, key: right[key]},
        st.sampled_from(list(right)),
        st.dictionaries(keys, odd, max_size=2),
    )
    geometry = st.builds(
        lambda value: {"type": "Polygon", "coordinates": [[[0.1, 52.0], [0.2, 52.0], [0.1, value]]]},
        mostly(st.just(52.1), odd | st.just(float("nan"))),
    )
    feature = st.fixed_dictionaries(
        {
            "type": st.just("Feature"),
            "properties": mostly(properties, st.dictionaries(keys, odd) | odd),
            "geometry": mostly(geometry, odd),
        }
    )
    features = mostly(st.lists(feature, min_size=1, max_size=3), odd)
    whole = st.fixed_dictionaries({"type": st.just("FeatureCollection"), "features": features})
    return damaged(mostly(whole, odd).map(_as_json), seldom=True)


def _as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


@st.composite
def _zip(draw: st.DrawFn) -> bytes:
    memory = io.BytesIO()
    good = [f"2024-{month:02d}/2024-{month:02d}-kent-street.csv" for month in range(1, 9)]
    bad = ["a.csv", "a.csv.gz", "../a.csv", "/a.csv", "a/", "C:\\a.csv", "b.zip", "2024-13-kent-street.csv"]
    odd = st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace").decode().replace("\0", ""))
    names = mostly(st.sampled_from([*good, "readme.txt"]), st.sampled_from(bad) | odd.filter(bool))
    with zipfile.ZipFile(memory, "w") as archive:
        for name in draw(st.lists(names, max_size=3, unique=True)):
            day = draw(
                st.sampled_from([(1980, 1, 1, 0, 0, 0), (2024, 5, 1, 10, 0, 0), (2107, 12, 31, 0, 0, 0)])
            )
            member = zipfile.ZipInfo(name, day)
            member.compress_type = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
            archive.writestr(member, draw(st.binary(max_size=60)))
    return memory.getvalue()


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Return the ready-made definition files of one kind."""
    files = sorted(OFFICES.rglob("*.yaml"))
    if kind == "measure":
        return tuple(file.read_bytes() for file in files if file.parent.name == "measures")
    return tuple(file.read_bytes() for file in files if file.name == f"{kind}.yaml")


@st.composite
def definition(draw: st.DrawFn, kind: str) -> bytes:
    """A ready-made definition with some lines changed, moved, doubled or left out."""
    lines = draw(st.sampled_from(seeds(kind))).split(b"\n")
    others = draw(st.sampled_from(seeds(kind))).split(b"\n")
    for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3]))):
        place = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["value", "cut", "double", "other", "indent", "key"]))
        key, colon, _ = lines[place].partition(b":")
        if what == "value" and colon:
            lines[place] = key + b": " + draw(junk).encode()
        elif what == "key" and colon:
            lines[place] = draw(junk).encode() + lines[place][len(key) :]
        elif what == "cut" and len(lines) > 1:
            del lines[place]
        elif what == "double":
            lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
        elif what == "other":
            lines.insert(place, draw(st.sampled_from(others)))
        else:
            lines[place] = b" " * draw(st.integers(0, 4)) + lines[place]
    return b"\n".join(lines)


def periods() -> st.SearchStrategy[bytes]:
    """Periods in every way of writing them, right and nearly right."""
    year = st.one_of(st.integers(2010, 2026), st.integers(0, 9999))
    short = st.integers(0, 99)
    month = st.builds("{:04d}-{:02d}".format, year, st.integers(0, 14))
    texts = st.one_of(
        month,
        st.builds("{:04d}{}{:02d}".format, year, st.sampled_from("-/ "), short),
        year.map(lambda one: f"{one:04d}-{(one + 1) % 100:02d}"),
        st.builds("{:02d}/{:02d}".format, short, short),
        short.map(lambda one: f"Q{one % 6} {one:02d}/{(one + 1) % 100:02d}"),
        st.builds("{:04d}-{:02d}-Q{}".format, year, short, st.integers(0, 5)),
        year.map(lambda one: f"{one}-{(one + 1) % 100:02d}-Q{one % 4 + 1}"),
        st.builds("{}..{}".format, month, month),
        st.builds("{:04d}-W{:02d}".format, year, st.integers(0, 54)),
        st.dates().map(str),
        st.dates().map("{:%Y%m%d}".format),
        st.dates().map(lambda day: "{}-W{:02d}-{}".format(*day.isocalendar())),
        year.map(str),
        st.sampled_from([window.value for window in Window]),
        junk,
    )
    return damaged(texts.map(str.encode))


INPUTS: dict[str, st.SearchStrategy[bytes]] = {
    "street": police("street"),
    "outcomes": police("outcomes"),
    "stops": police("stop-and-search"),
    "reference": reference(),
    "geojson": geojson(),
    "zip": damaged(_zip(), seldom=True),
    "office": damaged(definition("office")),
    "plan": damaged(definition("plan")),
    "sets": damaged(definition("sets")),
    "measure": damaged(definition("measure")),
    "period": periods(),
}


def first_inputs(target: str, count: int) -> list[bytes]:
    """Return kept findings and drawn inputs, always the same ones, for a fuzzer to start from."""
    inputs = [path.read_bytes() for path in sorted((CORPUS / target).glob("*"))]

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(INPUTS[target])
    def take(data: bytes) -> None:
        inputs.append(data)

    take()
    return inputs
