"""The checks that every report goes through before it is signed off as checked, and again before release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from frankpledge.builds.diffing import tables_of
from frankpledge.builds.reading import Build, open_build
from frankpledge.checking.checked import checked
from frankpledge.checking.problems import Problem, Severity
from frankpledge.contracts.figures import FIGURE_KEY
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.publication.kinds.reading import QUARTERLY
from frankpledge.releases.bound_numbers import BoundNumber, check_bindings, numbers_of
from frankpledge.releases.build_figures import Key, KeyedFigures
from frankpledge.releases.chain import FIGURES, figures_in, read_figures, released
from frankpledge.releases.drafts import DraftFiles
from frankpledge.releases.found_numbers import found_numbers
from frankpledge.releases.other_forms import WORD, named, numbers_of_word, said_in_others
from frankpledge.releases.sign_offs import Acceptance, in_one_line

PAGE = "report.html"
"""The form that is checked for all that can be asked; Word and PDF are the same document in another dress."""


@dataclass(frozen=True)
class Inspection:
    """What the checks found. ``numbers`` on the page, of which the build itself ``confirmed`` so many."""

    problems: tuple[Problem, ...]
    numbers: int
    confirmed: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> int:
        return sum(one.severity is Severity.WARNING for one in self.problems)

    def open_errors(self, accepted: Sequence[Acceptance]) -> tuple[Problem, ...]:
        """Return the errors that nobody has accepted."""
        known = {(one.problem, one.line, one.quote) for one in accepted}
        return tuple(one for one in self.errors if (one.kind, one.line, quote_of(one)) not in known)


def quote_of(problem: Problem) -> str:
    """Return the words of a problem as a sign-off keeps them."""
    return in_one_line(problem.quote) or "…"


def inspect(office: Path, files: DraftFiles) -> Inspection:
    """Check a report: its files are those that were made, its numbers the build's, and its words agree.

    Raises BadInput where a file is no longer the one that was made, or its page or build is not there.
    """
    files.check_as_made()
    draft = files.draft
    folder = office / "reports" / draft.report
    if PAGE not in files.contents:
        raise BadInput("this report has no page to check.", file=folder / PAGE, do="Make the report again.")
    build = build_of(office, draft.build)
    numbers = numbers_of(files.contents[PAGE].decode())
    check_publishable(build, files, numbers)
    figures, before = KeyedFigures(build), _released_before(office, draft.corrects)
    found = found_numbers(build, draft.period, whole_plan=draft.kind == QUARTERLY)
    bindings = check_bindings(numbers, figures, before, found)
    problems = [named(one, PAGE) for one in bindings.problems]
    said = checked(folder / PAGE, office=office, build=draft.build).problems
    problems += [*said, *said_in_others(folder, files.contents, said)]
    if WORD in files.contents:
        in_word = check_bindings(list(numbers_of_word(folder / WORD)), figures, before, found)
        problems += [named(one, WORD) for one in in_word.problems]
    return Inspection(tuple(sorted(problems)), bindings.numbers, bindings.confirmed)


def check_publishable(build: Build, files: DraftFiles, numbers: Sequence[BoundNumber]) -> None:
    """Raise BadInput where a figure of the report is made from records that may not be published.

    No acceptance helps: a source that is not publishable never reaches the public.
    """
    named = {(one.base[0], one.base[-1]) for one in numbers if one.base is not None}
    if FIGURES in files.contents:
        published = read_figures(files.contents[FIGURES]).group_by(["measure", "source"]).aggregate([])
        named |= set(zip(*(published[name].to_pylist() for name in ("measure", "source")), strict=True))
    measures = build.definitions.measures
    for name, source in sorted(named):
        made_from = {source}
        if name in measures:
            made_from |= tables_of(measures[name], build.definitions)
        for table in (TABLES[one] for one in sorted(made_from) if one in TABLES):
            if not table.publishable:
                raise BadInput(
                    f"the measure '{name}' is made from {table.title}, which may not be published.",
                    file=files.draft.report,
                    do="Take the measure out of the plan and make the report again.",
                )


def build_of(office: Path, name: str) -> Build:
    """Return the build that a report was made from. Raises BadInput where the office no longer holds it."""
    try:
        return open_build(office, name)
    except WrongUse:
        raise BadInput(
            f"the report was made from build {name}, which is no longer here, so it cannot be checked.",
            file=office / "builds",
            do="Make the report again with `frankpledge report`.",
        ) from None


def _released_before(office: Path, number: int | None) -> dict[Key, float | None]:
    found = next((one for one in released(office) if one.number == number), None)
    if number is None or found is None:
        return {}
    table = figures_in(office, found).select([*FIGURE_KEY, "value"])
    columns = [table[name].to_pylist() for name in table.column_names]
    return {tuple(row[:-1]): row[-1] for row in zip(*columns, strict=True)}


def acceptances(
    inspection: Inspection, wanted: Sequence[str], because: Sequence[str]
) -> tuple[Acceptance, ...]:
    """Return acceptances of errors named as KIND:LINE, each with its reason (or one reason for all).

    Raises WrongUse for a reason that is missing, and for a name that no error has.
    """
    if not wanted:
        if because:
            raise WrongUse("a reason is given, and nothing is accepted.", do="Add --accept KIND:LINE.")
        return ()
    reasons = [in_one_line(one) for one in because]
    if not all(reasons) or len(reasons) not in (1, len(wanted)):
        raise WrongUse(
            "to accept a problem means to say why it may stay.",
            do='Add --because "…" once for all, or once for each --accept.',
        )
    reasons = reasons * len(wanted) if len(reasons) == 1 else reasons
    found = []
    for name, reason in zip(wanted, reasons, strict=True):
        members = [one for one in inspection.errors if f"{one.kind}:{one.line}" == name]
        if not members:
            names = [f"{one.kind}:{one.line}" for one in inspection.errors]
            hint = did_you_mean(name, names) or "The checks name the errors there are."
            raise WrongUse(f"there is no error '{name}' in this report.", do=hint)
        found += [Acceptance(one.kind, one.line, quote_of(one), reason) for one in members]
    return tuple(found)
