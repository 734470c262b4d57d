"""How a report and the releases stand, in sentences for the people who sign them off, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from frankpledge.checking.problems import Problem
from frankpledge.periods import day_label
from frankpledge.releases.chain import corrected_by
from frankpledge.releases.inspecting import Inspection
from frankpledge.releases.release import Release
from frankpledge.releases.sign_offs import SignOff, Stage, State
from frankpledge.releases.signing import ReportStanding

MOST_TOLD = 20
"""Problems that are told in full; the rest are counted."""


def how_it_stands(report: ReportStanding) -> str:
    """Return how far a report has come, in a sentence or two."""
    release, draft = report.release, report.files.draft
    if draft.unprotected:
        return "It was made with --unprotected: for authorised eyes only. It can never be released."
    if report.is_released and release is not None:
        return f"It is released: these files are release {release.number} of {_day(release.at)}."
    said = _signed(report)
    if release is not None and draft.corrects is None:
        said += (
            f" Release {release.number} of {_day(release.at)} is of the same report and stays as it is; "
            "this draft differs from it and corrects nothing, so it cannot be released."
        )
    elif draft.corrects is not None:
        said += f" It corrects release {draft.corrects}."
    return said


def _signed(report: ReportStanding) -> str:
    standing = report.standing
    if standing.state is State.DRAFT:
        if not standing.lapsed:
            return "It is a draft: nobody has signed it off yet."
        who = _people(standing.lapsed)
        return f"It is a draft again: it was changed after it was {who}, so those sign-offs no longer count."
    said = _people(standing.valid)
    stop = ", and ready for release." if standing.state is State.APPROVED else ", not yet approved."
    return f"It is {said}{stop}"


def _people(sign_offs: Sequence[SignOff]) -> str:
    return " and ".join(f"{one.stage} by {one.by} on {_day(one.at)}" for one in sign_offs)


def what_comes_next(office: Path, report: ReportStanding) -> str:
    """Return the command that usually comes next."""
    draft, state = report.files.draft, report.state
    if draft.unprotected:
        return f"frankpledge report {office} --help"
    if state is State.RELEASED:
        return f"frankpledge releases {office} --verify"
    if report.release is not None and draft.corrects is None:
        number = report.release.number
        return f'frankpledge report {office} … --corrects {number} --reason "Why the figures changed."'
    if state is State.APPROVED:
        return f"frankpledge release {office} {draft.report}"
    stage = Stage.APPROVED if state is State.CHECKED else Stage.CHECKED
    who = "B. Name" if stage is Stage.APPROVED else "A. Name"
    return f'frankpledge sign-off {office} {draft.report} --as {stage} --by "{who}"'


def what_was_found(inspection: Inspection) -> str:
    """Return in a sentence or two what the checks found."""
    errors, warnings = len(inspection.errors), inspection.warnings
    checked = (
        f"Checked {inspection.numbers:,} numbers of the page: {inspection.confirmed:,} are figures and "
        "comparisons that the build confirms; the rest are ranges, findings and counts of the report's own."
    )
    if not errors and not warnings:
        return f"{checked} No problem was found."
    found = [_many(errors, "error"), _many(warnings, "warning")]
    return f"{checked} Found {' and '.join(one for one in found if one)}."


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}" if count else ""


def problems_in_full(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield lines that tell each problem: the name by which it can be accepted, the words, what is wrong."""
    for one in problems[:MOST_TOLD]:
        yield f"  {one.kind}:{one.line}  “{one.quote}”"
        yield f"      {one.message}"
    if len(problems) > MOST_TOLD:
        yield f"  … and {len(problems) - MOST_TOLD:,} more."


def row_of(release: Release, corrected: Mapping[int, int]) -> dict[str, object]:
    """Return one release as a row of the list of releases."""
    return {
        "number": release.number,
        "report": release.report,
        "period": release.label,
        "released": release.day,
        "by": release.by,
        "approved by": ", ".join(one.by for one in release.sign_offs if one.stage is Stage.APPROVED),
        "corrects": release.corrects,
        "corrected by": corrected.get(release.number),
        "files": len(release.files),
        "digest": release.head,
    }


def rows_of(chain: Sequence[Release]) -> list[dict[str, object]]:
    """Return the list of releases, oldest first."""
    corrected = corrected_by(chain)
    return [row_of(one, corrected) for one in chain]


def _day(at: str) -> str:
    return day_label(date.fromisoformat(at[:10]))
