"""The last stage: a build and people's words become a report, signed off and released.

`pipeline` is the main path up to figures and findings. Everything heavy is imported by what needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from frankpledge import __version__
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import Period, Window, parse_period, period_ending
from frankpledge.pipeline import Say, find_in, now
from frankpledge.plan.reading import framework_names

if TYPE_CHECKING:
    from frankpledge.builds.reading import Build
    from frankpledge.contracts.figures import Figure
    from frankpledge.publication.disclosure.protecting import Protection
    from frankpledge.publication.kinds.kind import DocumentKind
    from frankpledge.publication.readings import ReportData
    from frankpledge.publication.words.facts import Facts
    from frankpledge.publication.words.folder import ChangedUnder, Drafted
    from frankpledge.releases.releasing import Released
    from frankpledge.releases.sign_offs import Stage
    from frankpledge.releases.signing import Signed


@dataclass(frozen=True)
class Report:
    """A report as written: its folder and files, and what changed under its authors' words."""

    folder: Path
    files: tuple[Path, ...]
    build: Build
    changed: tuple[ChangedUnder, ...] = ()


def publish(
    office: Path,
    period: Period,
    *,
    kind: str = "quarterly",
    build: str | None = None,
    corrects: int | None = None,
    reason: str = "",
    unprotected: bool = False,
    on_step: Say,
) -> Report:
    """Write a document of one kind from a build: HTML, PDF, Word, and the figures as open data.

    ``period`` must be of the window the kind covers, as :func:`asked_for` sees to. With ``corrects`` it
    corrects the release of that number, and says at its top for what ``reason`` and what has changed. An
    ``unprotected`` report says so in its ``about.json`` and is never released. Raises WrongUse where
    there is no such kind, or no figure at all of the period.
    """
    from frankpledge.publication.compose import title_of
    from frankpledge.publication.words.folder import note_seen, read_texts, texts_folder
    from frankpledge.publication.write import write_report
    from frankpledge.releases.correcting import begin_correction
    from frankpledge.releases.drafting import described
    from frankpledge.releases.drafts import Draft

    told = _told(office, period, kind, build, on_step, unprotected=unprotected)
    key = told.kind.report_key(period)
    written = texts_folder(office, key)
    texts = read_texts(written, told.facts)
    if texts.problems:
        raise texts.first_problem()
    correction = None
    if corrects is not None:
        on_step("what is corrected")
        correction = begin_correction(office, key, corrects, reason, told.build, told.figures)
    elif reason:
        raise WrongUse("a reason is given, but not what is corrected.", do="Add --corrects NUMBER.")
    draft = Draft(
        key,
        kind,
        period.key,
        period.label,
        title_of(told.data, told.kind),
        told.build.manifest.id,
        corrects,
        correction.reason if correction is not None else "",
        unprotected,
    )
    folder = office / "reports" / key
    files = write_report(
        replace(told.data, texts=texts.author),
        told.figures,
        folder,
        on_step,
        front=None if correction is None else correction.front,
        beside=described(draft, correction),
    )
    note_seen(written, texts.read)
    return Report(folder, tuple(files), told.build, tuple(texts.changed))


def draft(
    office: Path,
    period: Period,
    *,
    kind: str = "quarterly",
    build: str | None = None,
    all_seen: bool = False,
    on_step: Say,
) -> tuple[Path, Drafted]:
    """Write a first commentary for every measure of a report, never over what people wrote."""
    from frankpledge.publication.words.drafting import drafts
    from frankpledge.publication.words.folder import texts_folder, write_drafts

    told = _told(office, period, kind, build, on_step)
    folder = texts_folder(office, told.kind.report_key(period))
    return folder, write_drafts(folder, drafts(told.data), told.facts, all_seen=all_seen)


@dataclass(frozen=True)
class Desk:
    """What whoever writes a report has at hand: its build, what it tells, what texts may refer to."""

    key: str
    build: Build
    data: ReportData
    facts: Facts


def desk(office: Path, period: Period, *, kind: str = "quarterly", on_step: Say) -> Desk:
    """Gather what the texts of a report are written and checked against. It takes as long as a report."""
    told = _told(office, period, kind, None, on_step)
    return Desk(told.kind.report_key(period), told.build, told.data, told.facts)


@dataclass(frozen=True)
class _Told:
    """What a report tells before people add words: its data, its figures, what words may refer to."""

    build: Build
    kind: DocumentKind
    data: ReportData
    figures: pa.Table
    facts: Facts


def _told(
    office: Path, period: Period, kind: str, build: str | None, on_step: Say, *, unprotected: bool = False
) -> _Told:
    """Gather a period's data and figures. Raises WrongUse where the build has none of that period.

    Small numbers about people are taken out here, before anything is said, unless ``unprotected``.
    """
    from frankpledge.builds.reading import open_build
    from frankpledge.plan.decision_records import read_decision_records
    from frankpledge.plan.reading import read_ledger
    from frankpledge.publication.disclosure.withholding import with_protection
    from frankpledge.publication.gather import gather
    from frankpledge.publication.kinds.reading import read_kind
    from frankpledge.publication.logos import logo_of
    from frankpledge.publication.rows_counted import with_rows_counted
    from frankpledge.publication.words.gathering import facts_of

    declared = read_kind(kind, office)
    decisions = read_decision_records(office)
    made = open_build(office, build)
    opened = _on_one_subject(following(made, declared.follows), declared)
    on_step("findings")
    found = [find_in(opened, quarter) for quarter in quarters_of(period)]
    data = gather(opened, period, declared, found)
    if not any(reading.quarter.value is not None for reading in data.readings.values()):
        raise WrongUse(
            f"Build {opened.manifest.id} has no figure at all for {period.label}.",
            do=f"`frankpledge figures {office} --window {period.window}` lists the periods there are.",
        )
    data = replace(
        data,
        decisions=decisions,
        logo=logo_of(office, opened.definitions.office),
        ledger=read_ledger(office, opened.definitions.measures),
    )
    figures = report_figures(opened, period, tuple(data.readings), [one.now for one in data.tiles])
    people: frozenset[str] = frozenset()
    if unprotected:
        data = replace(data, unprotected=True)
    else:
        on_step("small numbers")
        protection = protection_for(office, made)
        data = with_protection(data, opened, protection)
        figures, people = protection.table(figures), frozenset(protection.measures)
    data = with_rows_counted(office, opened, data, people)
    return _Told(opened, declared, data, figures, facts_of(opened, data, figures))


def _on_one_subject(build: Build, kind: DocumentKind) -> Build:
    """Return a build whose plan is what a document names, where the document is not about the plan."""
    from frankpledge.publication.kinds.reading import with_known_measures

    declared = build.definitions
    own = with_known_measures(kind, declared.measures).own_priorities
    if not own:
        return build
    return replace(build, declared=replace(declared, plan=replace(declared.plan, priorities=own)))


def following(build: Build, framework: str) -> Build:
    """Return a build whose reports follow a framework that the office publishes instead of the plan.

    What is published is protected together: what a framework that is not published names was not looked at.
    """
    if not framework:
        return build
    declared = build.definitions
    if framework not in declared.frameworks:
        raise WrongUse(
            f"Build {build.manifest.id} knows no framework '{framework}'.",
            do=f"Known: {', '.join(declared.frameworks) or 'none'}. After adding one, build again.",
        )
    if framework not in declared.office.frameworks:
        published = ", ".join([*declared.office.frameworks, framework])
        raise WrongUse(
            f"This office does not publish the framework '{framework}' in build {build.manifest.id}.",
            do=f"Write 'frameworks: [{published}]' in office.yaml, and build again.",
        )
    return replace(build, declared=replace(declared, plan=declared.frameworks[framework]))


def protected(office: Path, build: Build, figures: pa.Table, told: frozenset[str] = frozenset()) -> pa.Table:
    """Return figures of a build as a report may show them: small numbers about people withheld.

    ``told`` are measures that are told of beside those of the reports, as in a return that goes out.
    """
    return protection_for(office, build, told).table(figures)


_PROTECTIONS: dict[tuple[Path, str, frozenset[str]], Protection] = {}
"""What was worked out in this process, by all it depends on: build, head of releases, measures told of."""


def told_of(office: Path, build: Build) -> frozenset[str]:
    """Return the measures that a build's reports tell of, of whatever kind that the office can write."""
    from frankpledge.publication.disclosure.policy import published_measures
    from frankpledge.publication.kinds.reading import read_kinds

    named = {name for kind in read_kinds(office).values() for name in kind.measures}
    return published_measures(build.definitions) | (named & set(build.definitions.measures))


def protection_for(office: Path, build: Build, told: frozenset[str] = frozenset()) -> Protection:
    """Return what a build's reports withhold: worked out once, which may take half a minute."""
    from frankpledge.publication.disclosure.protecting import protection_of
    from frankpledge.releases.chain import head_of, released, released_figures

    published = told_of(office, build) | told
    key = (build.folder.resolve(), head_of(released(office)), published)
    if key not in _PROTECTIONS:
        _PROTECTIONS.clear()
        _PROTECTIONS[key] = protection_of(build, released_figures(office), published)
    return _PROTECTIONS[key]


def kinds_of_report(office: Path, covers: str | None = None) -> list[str]:
    """Return a line for each kind of document an office can write: name, how to ask for it, what it is.

    With ``covers``, those of one sort of period alone.
    """
    from frankpledge.publication.kinds.reading import read_kinds

    held = [one for one in read_kinds(office).values() if covers in (None, one.covers)]
    return [f"{one.id:20}{one.covers.asked:24}{one.summary}" for one in held]


def asked_for(
    office: Path,
    *,
    kind: str | None = None,
    quarter: str | None = None,
    year: str | None = None,
    month: str | None = None,
    framework: str | None = None,
) -> tuple[str, Period]:
    """Return which kind of document is asked for (following a ``framework``, if one is named), and of
    which period.

    Raises WrongUse where no period or several are given, or the kind covers another sort of period.
    """
    from frankpledge.publication.kinds.kind import Covers
    from frankpledge.publication.kinds.reading import QUARTERLY, following_id, read_kind

    given = {
        Covers.QUARTER: quarter,
        Covers.FINANCIAL_YEAR: year,
        Covers.MONTH: month,
    }
    said = {covers: text for covers, text in given.items() if text is not None}
    default = {Covers.QUARTER: QUARTERLY, Covers.FINANCIAL_YEAR: "annual"}
    if len(said) != 1:
        every = [covers.asked for covers in Covers]
        wanted = read_kind(kind, office).covers.asked if kind else f"{', '.join(every[:-1])} or {every[-1]}"
        raise WrongUse(f"A report is of {'one period' if said else 'a period'}.", do=f"Write {wanted}.")
    ((covers, text),) = said.items()
    name = kind or default.get(covers, "")
    if not name:
        kinds = "\n  ".join(["", *kinds_of_report(office, covers)])
        raise WrongUse("Several kinds of report are of a month.", do=f"Say which with --kind:{kinds}")
    if framework:
        known = framework_names(office)
        if framework not in known:
            raise WrongUse(
                f"This office keeps no framework '{framework}'.",
                do=did_you_mean(framework, known) if known else "Add plan/frameworks/NAME.yaml.",
            )
        name = following_id(name, framework)
    declared = read_kind(name, office)
    if declared.covers is not covers:
        raise WrongUse(
            f"The kind '{name}' covers a {declared.covers.in_words}, not a {covers.in_words}.",
            do=f"Write {declared.covers.asked}.",
        )
    return name, parse_period(covers.window, text)


def quarters_of(period: Period) -> list[Period]:
    """Return the quarters a document looks for findings in: its own, or those of its financial year."""
    if period.window not in (Window.QUARTER, Window.FINANCIAL_YEAR):
        return []
    return [period_ending(Window.QUARTER, month) for month in period.months[::3]]


def report_figures(
    build: Build, period: Period, measures: Sequence[str], tiles: Sequence[Figure] = ()
) -> pa.Table:
    """Return the open data of a report: its force and local areas, and totals of its peers.

    Months, quarters and 12 months of the last three years up to the period's end, its own window, and
    those of its ``tiles``.
    """
    from frankpledge.measures.figures import ALL_SOURCES, Query

    definitions = build.definitions
    planned = (name for priority in definitions.plan.priorities for name in priority.measures)
    names = tuple(dict.fromkeys((*planned, *measures)))
    own = definitions.office.force
    peers = dict.fromkeys(area for group in definitions.office.peer_groups for area in group.areas)
    peers.pop(own, None)  # Its own figures, from every source, are the first of these.
    start, end = period_ending(Window.MONTH, period.last_month - 35).start, period.end
    own_windows = (period.window, *(Window.named(tile.window) for tile in tiles))
    windows = tuple(dict.fromkeys((Window.MONTH, Window.QUARTER, Window.ROLLING_12, *own_windows)))
    local = ("local-authority",)
    queries = [
        Query(names, (own,), windows=windows, source=ALL_SOURCES, start=start, end=end),
        Query(names, area_types=local, windows=windows, start=start, end=end),
    ]
    if peers:
        beside = tuple(dict.fromkeys((Window.QUARTER, Window.ROLLING_12, period.window)))
        queries.append(Query(names, tuple(peers), windows=beside, start=start, end=end))
    for breakdown in dict.fromkeys(b for name in names for b in definitions.measures[name].breakdowns):
        split = tuple(name for name in names if breakdown in definitions.measures[name].breakdowns)
        queries.append(Query(split, (own,), breakdown=breakdown, windows=windows, start=start, end=end))
    tables = [build.figures.table(query) for query in queries]
    return pa.concat_tables(tables).unify_dictionaries()


def sign(
    office: Path,
    report: str,
    stage: Stage,
    *,
    by: str,
    role: str = "",
    note: str = "",
    accept: Sequence[str] = (),
    because: Sequence[str] = (),
) -> Signed:
    """Record that a person checked or approved a report; the checks run before it counts as checked."""
    from frankpledge.releases.signing import sign_off

    return sign_off(
        office, report, stage, by=by, at=now(), role=role, note=note, accept=accept, because=because
    )


def release(
    office: Path, report: str, *, by: str = "", audit_heads: Mapping[str, str] | None = None
) -> Released:
    """Release a checked and approved report: its files are kept as they are, chained to those before.

    ``audit_heads`` are the heads of the audit chains of the office's records, by stream, which it carries.
    """
    from frankpledge.releases import releasing

    return releasing.release(
        office, report, at=now(), by=by, code_version=__version__, audit_heads=audit_heads
    )
