"""Sign-off: draft, checked, approved, released. What counts, by whom, and on which bytes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.plan.definitions import SignOffRules

LONGEST_NAME = 100


class Stage(StrEnum):
    """What a person signs a report off as."""

    CHECKED = "checked"
    APPROVED = "approved"


class State(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    RELEASED = "released"


@dataclass(frozen=True)
class Acceptance:
    """A problem found by the checks that a person decided to leave as it is, and why."""

    problem: str
    line: int
    quote: str
    because: str


@dataclass(frozen=True)
class SignOff:
    """One person's word on a report. ``digest`` says on which bytes it was given; ``at`` is UTC."""

    stage: Stage
    by: str
    at: str
    digest: str
    build: str
    role: str = ""
    note: str = ""
    accepted: tuple[Acceptance, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a report stands.

    ``valid`` are the sign-offs that count for the bytes as they are, ``lapsed`` those given on other
    bytes when none is left that counts.
    """

    state: State
    valid: tuple[SignOff, ...] = ()
    lapsed: tuple[SignOff, ...] = ()

    @property
    def accepted(self) -> tuple[Acceptance, ...]:
        return tuple(one for sign_off in self.valid for one in sign_off.accepted)

    def of(self, stage: Stage) -> tuple[SignOff, ...]:
        """Return the sign-offs that count, of one stage."""
        return tuple(one for one in self.valid if one.stage is stage)


def person(name: str) -> str:
    """Return a name as it is compared: case and spacing make no other person.

    >>> person(" A.  NAME ") == person("A. Name")
    True
    """
    return " ".join(name.split()).casefold()


def in_one_line(text: str) -> str:
    """Return words as they are kept: printable, on one line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def standing(history: Sequence[SignOff], digest: str, rules: SignOffRules) -> Standing:
    """Return how a report with this digest stands, by the rules that are in force now.

    An approval counts where somebody checked the same bytes before, and, under the rule of two
    people, somebody other than the approver did.
    """
    checks: list[SignOff] = []
    valid: list[SignOff] = []
    for one in history:
        if one.digest != digest or not _may(one.by, one.stage, rules):
            continue
        if one.stage is Stage.CHECKED:
            checks.append(one)
        elif not _checked_for(one.by, checks, rules):
            continue
        valid.append(one)
    if not valid:
        return Standing(State.DRAFT, lapsed=tuple(one for one in history if one.digest != digest))
    approved = any(one.stage is Stage.APPROVED for one in valid)
    return Standing(State.APPROVED if approved else State.CHECKED, tuple(valid))


def check_may_sign(
    by: str, stage: Stage, history: Sequence[SignOff], digest: str, rules: SignOffRules
) -> None:
    """Raise WrongUse where this person cannot sign these bytes off as this, saying who can."""
    if not any(letter.isalpha() for letter in by) or len(by) > LONGEST_NAME:
        raise WrongUse(
            f"a sign-off needs the name of a person, of at most {LONGEST_NAME} letters.",
            do='Give it with --by "A. Name".',
        )
    if not _may(by, stage, rules):
        known = rules.may_check if stage is Stage.CHECKED else rules.may_approve
        field, verb = ("may-check", "check") if stage is Stage.CHECKED else ("may-approve", "approve")
        raise WrongUse(
            f"'{by}' is not among those who may {verb} reports here.",
            file="office.yaml",
            field=f"sign-off.{field}",
            do=did_you_mean(by, known) or f"They are: {', '.join(known)}.",
        )
    if stage is Stage.APPROVED:
        checks = [one for one in standing(history, digest, rules).valid if one.stage is Stage.CHECKED]
        if not checks:
            raise WrongUse(
                "nobody has checked the report as it is now, and only a checked report can be approved.",
                do="Have it signed off with --as checked first.",
            )
        if not _checked_for(by, checks, rules):
            raise WrongUse(
                f"{checks[-1].by} checked this report, and the person who approves it must be another.",
                do="Let somebody else approve it (or write `two-people: false` under `sign-off` in "
                "office.yaml, if one person may do both here).",
            )


def _may(by: str, stage: Stage, rules: SignOffRules) -> bool:
    known = rules.may_check if stage is Stage.CHECKED else rules.may_approve
    return not known or person(by) in {person(one) for one in known}


def _checked_for(approver: str, checks: Sequence[SignOff], rules: SignOffRules) -> bool:
    return any(not rules.two_people or person(one.by) != person(approver) for one in checks)
