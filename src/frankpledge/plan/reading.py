"""Reading what an office declares: ``office.yaml`` and ``plan/``, into checked definitions.

A wrong definition fails here, with file, line, field and the nearest right word, so that
nothing after this has to doubt one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from frankpledge.errors import BadDefinition, BadEnvironment, FrankpledgeError
from frankpledge.plan.agreements_file import check_agreements
from frankpledge.plan.between_measures import check_between
from frankpledge.plan.chart_decisions import ChartDecision
from frankpledge.plan.decision_file import read_decisions
from frankpledge.plan.definitions import Definitions, LedgerEntry, Office, Plan
from frankpledge.plan.fields import IDENTIFIER, Problems, first_problem
from frankpledge.plan.fingerprints import with_hashes
from frankpledge.plan.ledger_file import read_ledger_file
from frankpledge.plan.measure_file import Draft, read_measure
from frankpledge.plan.measure_rules import MeasureRule
from frankpledge.plan.office_file import read_office_file
from frankpledge.plan.plan_file import read_plan_file
from frankpledge.plan.rules_file import read_rules
from frankpledge.plan.service_levels import with_hours
from frankpledge.plan.set_file import DeclaredSet, read_sets
from frankpledge.plan.targets_file import read_targets_file
from frankpledge.plan.worklists_file import Worklist, check_worklists
from frankpledge.plan.yaml_nodes import Entries, read_entries, shown

OFFICE_FILE = "office.yaml"
PLAN_FILE = "plan/plan.yaml"
SETS_FILE = "plan/sets.yaml"
MEASURES_FOLDER = "plan/measures"
FRAMEWORKS_FOLDER = "plan/frameworks"
DECISIONS_FILE = "plan/chart-decisions.yaml"
RULES_FILE = "plan/rules.yaml"
TARGETS_FILE = "plan/targets.yaml"
LEDGER_FILE = "plan/ledger.yaml"
MOST_MEASURES = 2000


@dataclass
class _Reading:
    """An office folder being read: what was found so far, right and wrong."""

    folder: Path
    problems: list[FrankpledgeError] = field(default_factory=list)
    office: Office | None = None
    plan: Plan | None = None
    sets: dict[str, DeclaredSet | None] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    decisions: tuple[ChartDecision, ...] = ()
    rules: tuple[MeasureRule, ...] = ()
    frameworks: dict[str, Plan] = field(default_factory=dict)

    def entries(self, path: Path) -> Entries | None:
        """Return a file's keys and values; None where it has none, with the problem noted."""
        try:
            return read_entries(path)
        except FrankpledgeError as error:
            self.problems.append(error)
            return None


def read_office(folder: Path) -> Definitions:
    """Return everything an office folder declares.

    Raises the first problem found: BadDefinition with file, line and field for a wrong
    definition (saying how many more there are; see :func:`check_office`), BadEnvironment where a
    file may not be opened.
    """
    reading = _read(folder)
    if reading.problems or reading.office is None or reading.plan is None:
        raise first_problem(reading.problems)
    hours = reading.office.hours
    measures = {name: with_hours(draft.measure, hours) for name, draft in reading.drafts.items()}
    sets = {name: declared.terms for name, declared in reading.sets.items() if declared is not None}
    return Definitions(
        reading.office,
        reading.plan,
        with_hashes(measures),
        sets,
        reading.decisions,
        reading.rules,
        reading.frameworks,
    )


def read_office_alone(folder: Path) -> Office:
    """Return what ``office.yaml`` declares, without the plan and measures. Raises as :func:`read_office`."""
    reading = _begun(folder)
    if reading.problems or reading.office is None:
        raise first_problem(reading.problems)
    return reading.office


def read_worklists(folder: Path) -> tuple[Worklist, ...]:
    """Return the worklists an office declares as they stand now. Raises as :func:`read_office`."""
    reading = _begun(folder)
    _read_sets(reading)
    worklists, problems = check_worklists(folder, reading.sets)
    if reading.problems or problems:
        raise first_problem([*reading.problems, *problems])
    return worklists


def check_office(folder: Path) -> list[FrankpledgeError]:
    """Return every problem of an office folder's definitions, file by file; empty if there is none."""
    return _read(folder).problems


def _read(folder: Path) -> _Reading:
    reading = _begun(folder)
    if (folder / OFFICE_FILE).is_file():
        _read_sets(reading)
        files = _measure_files(reading)
        ids = _read_measures(reading, files)
        _read_targets(reading, ids)
        _read_plan(reading, ids)
        _read_frameworks(reading, ids)
        _read_decisions(reading, ids)
        _read_rules(reading, ids)
        reading.problems += _read_ledger(folder, ids)[1]
        reading.problems += check_agreements(folder)[1]
        reading.problems += check_worklists(folder, reading.sets)[1]
    return reading


def read_ledger(folder: Path, measures: Collection[str]) -> tuple[LedgerEntry, ...]:
    """Return the quoted figures of an office as they stand now; none where it keeps no ledger.

    They are no part of a build: a text may quote what was learned after it. Raises as :func:`read_office`.
    """
    entries, problems = _read_ledger(folder, measures)
    if problems:
        raise first_problem(problems)
    return entries


def _read_ledger(
    folder: Path, measures: Collection[str]
) -> tuple[tuple[LedgerEntry, ...], list[FrankpledgeError]]:
    path = folder / LEDGER_FILE
    if not path.exists():
        return (), []
    problems = Problems(path)
    try:
        return read_ledger_file(read_entries(path), problems, measures), problems.found
    except FrankpledgeError as error:
        return (), [error]


def _begun(folder: Path) -> _Reading:
    """Return a reading with the office file read, or with the problem that there is none."""
    reading = _Reading(folder)
    if not (folder / OFFICE_FILE).is_file():
        reading.problems.append(
            BadDefinition(
                f"this is not an office folder: it has no {OFFICE_FILE}.",
                file=folder,
                do="Make one with 'frankpledge new'.",
            )
        )
        return reading
    _read_office(reading)
    return reading


def _read_office(reading: _Reading) -> None:
    path = reading.folder / OFFICE_FILE
    if (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        reading.office = read_office_file(entries, problems, framework_names(reading.folder))
        reading.problems += problems.found


def _read_sets(reading: _Reading) -> None:
    path = reading.folder / SETS_FILE
    if path.exists() and (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        reading.sets = read_sets(entries, problems)
        reading.problems += problems.found


def _measure_files(reading: _Reading) -> list[Path]:
    """Return the measure files by name; note files that would be passed over without a word."""
    folder = reading.folder / MEASURES_FOLDER
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        reading.problems.append(
            BadDefinition(
                "this folder of measures is missing.",
                file=folder,
                do="Make it, with a file for each measure.",
            )
        )
        return []
    except OSError as error:
        reading.problems.append(
            BadEnvironment(f"this folder cannot be opened ({error.strerror}).", file=folder)
        )
        return []
    for path in found:
        if path.is_dir():
            reading.problems.append(
                BadDefinition(
                    "measures do not lie in folders of their own.", file=path, do=f"Move them to {folder}."
                )
            )
        elif path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            reading.problems.append(
                BadDefinition(
                    "a measure's file ends in .yaml.", file=path, do=f"Rename it to {path.stem}.yaml."
                )
            )
    files = [path for path in found if path.suffix == ".yaml" and not path.name.startswith(".")]
    if len(files) > MOST_MEASURES:
        reading.problems.append(
            BadDefinition(
                f"there are {len(files):,} measures, and {MOST_MEASURES:,} at most are read.", file=folder
            )
        )
        return []
    return [path for path in files if path.is_file()]


def _read_measures(reading: _Reading, files: list[Path]) -> set[str]:
    """Read the measures and return every id that is declared, by a good file or a bad one."""
    declared = {path.stem for path in files}
    by_path: list[tuple[Problems, Draft | None]] = []
    first_file: dict[str, str] = {}
    for path in files:
        problems = Problems(path)
        entries = reading.entries(path)
        draft = read_measure(entries, problems, path.stem, reading.sets) if entries is not None else None
        by_path.append((problems, draft))
        if draft is None:
            continue
        name = draft.measure.id
        if name in first_file:
            draft.fields.problem(
                "id", f"the id '{shown(name)}' is used by {first_file[name]} too.", "Change one of them."
            )
        else:
            first_file[name] = path.name
            reading.drafts[name] = draft
    declared |= set(reading.drafts)
    check_between(reading.drafts, declared)
    for problems, _ in by_path:
        reading.problems += problems.found
    return declared


def _read_plan(reading: _Reading, ids: set[str]) -> None:
    path = reading.folder / PLAN_FILE
    if (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        reading.plan = read_plan_file(entries, problems, ids)
        reading.problems += problems.found


def framework_names(folder: Path) -> tuple[str, ...]:
    """Return the frameworks an office keeps beside its own plan, by the names of their files."""
    return tuple(sorted(path.stem for path in (folder / FRAMEWORKS_FOLDER).glob("*.yaml")))


def _read_frameworks(reading: _Reading, ids: set[str]) -> None:
    """Read the frameworks: each is a plan of its own, and names measures as the office's plan does."""
    for name in framework_names(reading.folder):
        path = reading.folder / FRAMEWORKS_FOLDER / f"{name}.yaml"
        if (entries := reading.entries(path)) is not None:
            problems = Problems(path)
            plan = read_plan_file(entries, problems, ids)
            if not IDENTIFIER.fullmatch(name):
                problems.add("its name is not a kebab-case word.", line=None, field="title", do="Rename it.")
            if plan is not None:
                reading.frameworks[name] = plan
            reading.problems += problems.found


def _read_targets(reading: _Reading, ids: set[str]) -> None:
    path = reading.folder / TARGETS_FILE
    if path.exists() and (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        for name, measure in read_targets_file(entries, problems, reading.drafts, ids).items():
            reading.drafts[name] = replace(reading.drafts[name], measure=measure)
        reading.problems += problems.found


def _read_rules(reading: _Reading, ids: set[str]) -> None:
    path = reading.folder / RULES_FILE
    if path.exists() and (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        measures = {name: draft.measure for name, draft in reading.drafts.items()}
        reading.rules = read_rules(entries, problems, measures, ids)
        reading.problems += problems.found


def _read_decisions(reading: _Reading, ids: set[str]) -> None:
    path = reading.folder / DECISIONS_FILE
    if path.exists() and (entries := reading.entries(path)) is not None:
        problems = Problems(path)
        reading.decisions = read_decisions(entries, problems, ids)
        reading.problems += problems.found
