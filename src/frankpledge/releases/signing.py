"""Signing a report off, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from frankpledge.errors import WrongUse
from frankpledge.plan.reading import read_office_alone
from frankpledge.releases.chain import newest_of, released
from frankpledge.releases.drafts import Draft, DraftSums, read_draft, read_sums
from frankpledge.releases.inspecting import Inspection, acceptances, inspect
from frankpledge.releases.release import Release
from frankpledge.releases.sign_off_file import add_sign_off, read_sign_offs
from frankpledge.releases.sign_offs import (
    Acceptance,
    SignOff,
    Stage,
    Standing,
    State,
    check_may_sign,
    in_one_line,
    standing,
)
from frankpledge.store.files import writing_lock

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class ReportStanding:
    """How one report stands: ``release`` is the newest of the same report, whatever its bytes."""

    files: DraftSums
    standing: Standing
    release: Release | None

    @property
    def state(self) -> State:
        return State.RELEASED if self.is_released else self.standing.state

    @property
    def is_released(self) -> bool:
        """Whether these very bytes are the ones that were released last."""
        return self.release is not None and self.release.digest == self.files.digest


@dataclass(frozen=True)
class Signed:
    """What came of a sign-off: where it is kept, or, where errors stand in the way, None."""

    report: ReportStanding
    file: Path | None
    inspection: Inspection | None


def report_standing(office: Path, report: str) -> ReportStanding:
    """Return how a report of an office stands. Raises WrongUse where there is none of this key."""
    return standing_of(office, read_sums(office, report))


def standing_of(office: Path, files: DraftSums) -> ReportStanding:
    """Return how a report stands that has these files."""
    report = files.draft.report
    now = standing(read_sign_offs(office, report), files.digest, read_office_alone(office).sign_off)
    return ReportStanding(files, now, newest_of(released(office), report))


def sign_off(
    office: Path,
    report: str,
    stage: Stage,
    *,
    by: str,
    at: str,
    role: str = "",
    note: str = "",
    accept: Sequence[str] = (),
    because: Sequence[str] = (),
) -> Signed:
    """Record that a person checked or approved a report, on the bytes as they are now.

    Before a report is signed off as checked, the checks run; an error that is not accepted (named
    as KIND:LINE in ``accept``, with the reason) stops it, and nothing is recorded. ``at`` is the
    moment in UTC. Raises WrongUse where this person may not, or nobody checked before.
    """
    by, role, note = in_one_line(by), in_one_line(role), in_one_line(note)
    if max(len(role), len(note), *(len(one) for one in because), 0) > LONGEST_NOTE:
        raise WrongUse(f"a note, role or reason has at most {LONGEST_NOTE:,} characters.", do="Shorten it.")
    rules = read_office_alone(office).sign_off
    with writing_lock(office / "reports", "sign-off"):
        files, history = read_draft(office, report), read_sign_offs(office, report)
        refuse_unprotected(files.draft)
        check_may_sign(by, stage, history, files.digest, rules)
        inspection: Inspection | None = None
        accepted: tuple[Acceptance, ...] = ()
        if stage is Stage.CHECKED:
            inspection = inspect(office, files)
            accepted = acceptances(inspection, accept, because)
            earlier = standing(history, files.digest, rules).accepted
            if inspection.open_errors((*accepted, *earlier)):
                return Signed(report_standing(office, report), None, inspection)
        elif accept or because:
            raise WrongUse(
                "problems are accepted by whoever checks the report.", do="Use --accept with --as checked."
            )
        else:
            files.check_as_made()
        made = SignOff(stage, by, at, files.digest, files.draft.build, role, note, accepted)
        file = add_sign_off(office, report, made)
    return Signed(report_standing(office, report), file, inspection)


def refuse_unprotected(draft: Draft) -> None:
    """Raise WrongUse for a report that was made without disclosure control."""
    if draft.unprotected:
        raise WrongUse(
            "this report was made with --unprotected: it shows small numbers about people, is for "
            "authorised eyes only, and can never be released.",
            do="Make it again without --unprotected.",
        )
