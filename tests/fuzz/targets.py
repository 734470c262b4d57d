"""What is fuzzed: each target takes bytes, and raises unless they are refused properly or taken in rightly.

A target lets nothing out but AssertionError: any other error is a traceback somebody would see, and so
a finding. Hypothesis, the coverage-guided fuzzer and the kept findings all run these same functions.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import frankpledge
from frankpledge.contracts.reference import BOUNDARIES
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import FrankpledgeError
from frankpledge.periods import Period, Window, guess_period, parse_period, parse_quarter
from frankpledge.plan.between_measures import check_between
from frankpledge.plan.fields import Problems
from frankpledge.plan.fingerprints import with_hashes
from frankpledge.plan.measure_file import Draft, read_measure
from frankpledge.plan.office_file import read_office_file
from frankpledge.plan.plan_file import read_plan_file
from frankpledge.plan.reading import framework_names
from frankpledge.plan.set_file import DeclaredSet, read_sets
from frankpledge.plan.yaml_nodes import Entries, read_entries
from frankpledge.sources import boundaries, police_uk, reference
from frankpledge.sources.archives import walk
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import is_data, published, returned
from tests.fuzz.limits import in_time
from tests.fuzz.plain_reading import check_contract, check_same_as_file, header_of

Target = Callable[[bytes], bool]
"""Returns whether the input was taken in (for knowing how often strategies get that far)."""

OFFICES = Path(frankpledge.__file__).parent / "offices"
CONTEXT = Context(row_key=b"key", other_forces=frozenset({"westmarch"}))
MONTH = "2024-05"


def police(kind: str) -> Target:
    """Return the target for one kind of police file, of Westmarch in May 2024."""
    name = f"{MONTH}-westmarch-{kind}.csv"

    def read(data: bytes) -> bool:
        said = police_uk.parse_name(name)
        assert said is not None
        try:
            accepted, refused = police_uk.read(name, data, said, CONTEXT)
        except FrankpledgeError:
            return False
        check_contract(said.kind.table, accepted, refused, CONTEXT.other_forces)
        check_same_as_file(said.kind.table, accepted, refused, data, said.kind.headings)
        assert set(accepted["force"].to_pylist()) <= {"westmarch"}
        assert set(accepted["month"].to_pylist()) <= {2024 * 12 + 4}
        return True

    return read


def reference_file(data: bytes) -> bool:
    """A reference file of any kind, known by its header."""
    name = "police-grant-2025-26.csv"
    try:
        kind = reference.kind_of(name, data)
        if kind is None:
            return False
        accepted, refused = reference.read(name, data, kind, CONTEXT)
    except FrankpledgeError:
        return False
    check_contract(kind.table, accepted, refused, CONTEXT.other_forces)
    body, _ = reference.without_comments(data)
    headings = {head: name for head, name in kind.headings.items() if name in kind.table.column_names}
    assert set(headings) <= set(header_of(body))
    check_same_as_file(kind.table, accepted, refused, body, headings, kind.null_texts)
    return True


def geojson(data: bytes) -> bool:
    """Boundaries."""
    try:
        accepted, refused = boundaries.read("boundaries.geojson", data, CONTEXT)
    except FrankpledgeError:
        return False
    check_contract(BOUNDARIES, accepted, refused)
    features = json.loads(data)["features"]
    assert accepted.num_rows + refused.num_rows == len(features)
    for row in accepted.to_pylist():
        feature = features[row["record"] - 1]
        assert json.loads(row["geometry"], parse_constant=_no_constant) == feature["geometry"]
        assert feature["geometry"]["coordinates"]
        stated = [value for value in feature["properties"].values() if isinstance(value, str)]
        assert row["area-type"] == "force" or row["code"] in stated
        assert row["name"] in stated
    return True


def _no_constant(word: str) -> float:
    raise AssertionError(f"{word} is not JSON")


def archive(data: bytes) -> bool:
    """A zip: every member it gives has the length and checksum that the archive states."""
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / "police.zip"
        path.write_bytes(data)
        try:
            files = walk(path)
            for file in files:
                if is_data(file) and published(file) is None:
                    returned(file)
            contents = {file.member: file.read() for file in files}
        except FrankpledgeError:
            return False
        with zipfile.ZipFile(path) as plain:
            for file in files:
                assert file.member is not None
                assert ".." not in Path(file.name).parts
                assert not Path(file.name).is_absolute()
                stored = plain.read(file.member)
                assert file.is_gzip or contents[file.member] == stored
                assert file.size == len(stored)
        return bool(files)


def _memory() -> str | None:
    """A folder that lies in memory, where there is one: thousands of small files are written and read."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _entries(data: bytes, name: str) -> Entries | None:
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_entries(path)
        except FrankpledgeError:
            return None


def office_file(data: bytes) -> bool:
    """office.yaml, read where a ready office has its logo."""
    problems = Problems(OFFICES / "westmarch" / "office.yaml")
    entries = _entries(data, "office.yaml")
    known = framework_names(OFFICES / "whole-office")
    office = read_office_file(entries, problems, known) if entries is not None else None
    assert entries is None or bool(problems) == (office is None)
    if office is None:
        return False
    assert office.name
    assert all(group.areas for group in office.peer_groups if group.id != "every-force")
    return True


def plan_file(data: bytes) -> bool:
    """plan.yaml: every measure it names is known."""
    known = set(_national()[1])
    problems = Problems(Path("plan.yaml"))
    entries = _entries(data, "plan.yaml")
    plan = read_plan_file(entries, problems, known) if entries is not None else None
    assert entries is None or bool(problems) == (plan is None)
    if plan is None:
        return False
    assert plan.priorities
    for priority in plan.priorities:
        assert set(priority.measures) <= known
    return True


def sets_file(data: bytes) -> bool:
    """sets.yaml: every set has terms, none twice."""
    problems = Problems(Path("sets.yaml"))
    entries = _entries(data, "sets.yaml")
    sets = read_sets(entries, problems) if entries is not None else {}
    if entries is None or problems:
        return False
    for declared in sets.values():
        assert declared is not None
        assert declared.terms
        assert len(set(declared.terms)) == len(declared.terms)
    return True


def measure_file(data: bytes) -> bool:
    """One measure among those of the national office: read alike twice, and its hash is of its content."""
    said = re.search(rb"^id: *([a-z0-9-]{1,200})$", data, re.MULTILINE)
    name = said[1].decode() if said else "burglary"
    entries = _entries(data, f"{name}.yaml")
    if entries is None:
        return False
    sets, others = _national()
    problems, drafts = Problems(Path(f"{name}.yaml")), dict(others)
    draft = read_measure(entries, problems, name, sets)
    if draft is not None:
        drafts[name] = draft
        check_between(drafts, set(drafts))
    if draft is None or problems:
        assert problems
        return False
    measure = draft.measure
    assert measure.id == name
    assert measure.title
    assert measure.unit
    assert set(measure.area_types) <= {"force", "local-authority", "ward", "lsoa"}
    assert measure.table in TABLES or set(measure.made_of) <= set(drafts)
    again = read_measure(entries, Problems(Path(f"{name}.yaml")), name, sets)
    assert again is not None
    assert again.measure == measure
    hashes = with_hashes({one: draft.measure for one, draft in drafts.items()})
    assert len(hashes[name].definition_hash) == 64
    return True


@cache
def _national() -> tuple[dict[str, DeclaredSet | None], dict[str, Draft]]:
    """Return the sets and measures of the ready national office, and of the office of every record."""
    plan = OFFICES / "england-wales" / "plan"
    sets = read_sets(read_entries(plan / "sets.yaml"), Problems(plan / "sets.yaml"))
    drafts = {}
    whole = OFFICES / "whole-office" / "plan"
    for path in sorted(path for folder in (plan, whole) for path in (folder / "measures").glob("*.yaml")):
        draft = read_measure(read_entries(path), Problems(path), path.stem, sets)
        assert draft is not None
        drafts[path.stem] = draft
    return sets, drafts


def period(data: bytes) -> bool:
    """A period in words, with or without its window: what is accepted has one key, which means it again."""
    text = data.decode("utf-8", "replace")
    taken = [found for window in Window if (found := _parsed(window, text)) is not None]
    try:
        guessed = guess_period(text)
        assert guessed in taken or guessed.window is Window.SINCE
        taken.append(guessed)
    except FrankpledgeError:
        pass
    for found in taken:
        _check_period(found)
    return bool(taken)


def _parsed(window: Window, text: str) -> Period | None:
    try:
        found = parse_period(window, text)
    except FrankpledgeError:
        return None
    assert found.window is window
    return found


def _check_period(found: Period) -> None:
    assert found.start <= found.end
    assert parse_period(found.window, found.key) == found
    assert found.label.strip() == found.label != ""
    if found.window is Window.QUARTER and 2000 <= found.start.year < 2099:
        assert parse_quarter(found.label) == found
    if found.window in (Window.AT, Window.DAY):
        assert found.key == found.start.isoformat()
    if found.window in (Window.DAY, Window.AT, Window.WEEK):
        return
    assert found.start.day == 1
    assert found.first_month + len(found.months) - 1 == found.last_month
    assert found.shifted(0) == found
    if 1100 < found.start.year < 2900:
        assert found.previous().end < found.end
        assert found.year_before().last_month == found.last_month - 12
        assert found.year_before().shifted(12).start == found.start


ALL: dict[str, Target] = {
    "street": police("street"),
    "outcomes": police("outcomes"),
    "stops": police("stop-and-search"),
    "reference": reference_file,
    "geojson": geojson,
    "zip": archive,
    "office": office_file,
    "plan": plan_file,
    "sets": sets_file,
    "measure": measure_file,
    "period": period,
}


def run(target: str, data: bytes) -> bool:
    """Give one input to a target, within a limit of time."""
    with in_time():
        return ALL[target](data)
