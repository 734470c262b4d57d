"""What a reference prints: number, unit and rounding, points or per cent, which way it went, the period.

A claim (``fell``, ``exceptional``) prints the author's own word, once the figure has agreed with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frankpledge.contracts.figures import Comparator, Comparison, Figure
from frankpledge.periods import day_label
from frankpledge.plan.definitions import LedgerEntry
from frankpledge.publication.amounts import grouped, ledger_amount, machine, short
from frankpledge.publication.changes import (
    Change,
    amount_only,
    by_percent,
    by_size,
    percent_span,
    reference_label,
    reference_span,
    size_span,
    up_or_down,
)
from frankpledge.publication.finding_words import sentence
from frankpledge.publication.model import (
    Bound,
    Line,
    Name,
    Quoted,
    Text,
    Tone,
    comparison_key,
    figure_key,
    line,
    plain,
)
from frankpledge.publication.peers import leading
from frankpledge.publication.sentences import value_span
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.references import Reference, WrongReference


@dataclass(frozen=True)
class Said:
    """What one reference prints, and the figure and change behind it, where it is about one."""

    words: Line
    figure: Figure | None = None
    change: Change | None = None


Part = Callable[[Facts, Reference], Said]


def say(facts: Facts, ref: Reference) -> Said:
    """Return what a reference prints. Raises WrongReference where it resolves to nothing or is denied."""
    if ref.subject in facts.ledger and ref.subject not in facts.measures:
        return Said(_of_ledger(facts.ledger[ref.subject], ref))
    if ref.part in LEDGER_ONLY:
        facts.measure(ref)
        raise WrongReference(f"'{ref.part}' can be asked of a quoted figure only.")
    return PARTS[ref.part](facts, ref)


# --- what can be asked ------------------------------------------------------------------------------


def _value(facts: Facts, ref: Reference) -> Said:
    figure = facts.known(ref)
    return Said(line(value_span(figure, facts.measure(ref))), figure)


def _counted(name: str) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        figure = facts.known(ref)
        value = getattr(figure, name)
        if value is None:
            raise WrongReference(f"'{figure.measure}' has no {name}.", "Ask for its value.")
        text = grouped(value, 0 if float(value).is_integer() else 1)
        return Said(line(Bound(text, f"{figure_key(figure)}>{name}", machine(value))), figure)

    return part


def _changed(words: Callable[[Change], Line]) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        made = facts.change(ref)
        return Said(words(made), facts.known(ref), made)

    return part


def _relative(made: Change) -> Line:
    """Return the size of a change as it is told: points of percentages, per cent of anything else."""
    if made.measure.changes_in_points:
        return line(size_span(made))
    percent = percent_span(made)
    if percent is None:
        raise WrongReference(
            "a percentage of so small a number would mislead.", "Write '{… difference}', the number itself."
        )
    return line(percent)


def _word(up: str, down: str, same: str) -> Callable[[Change], Line]:
    return lambda made: line(same if made.same else up if made.up else down)


def _more_or_fewer(made: Change) -> Line:
    words = amount_only(made)
    return words if made.same else line(plain(words[-1:]).strip())


def _better_or_worse(made: Change) -> Line:
    words = {Tone.BETTER: "better", Tone.WORSE: "worse"}
    return line(Text(words.get(made.tone, "about level"), tone=made.tone))


def _label_before(facts: Facts, ref: Reference) -> Said:
    made = facts.change(ref)
    if ref.against not in ("last-year", "period-before"):
        raise WrongReference("only a comparison in time has a period before.")
    return Said(line(Name(reference_label(made.comparison))), None, made)


def _name(words: Callable[[Facts, Reference], str]) -> Part:
    return lambda facts, ref: Said(line(Name(words(facts, ref))))


def _as_at(facts: Facts, ref: Reference) -> str:
    figure = facts.figure(ref)
    if figure.as_at is None:
        raise WrongReference(f"no date is known of '{figure.measure}' for {figure.label}.")
    return day_label(figure.as_at)


def _rank_row(facts: Facts, ref: Reference) -> Comparison:
    row = leading(facts.judged(ref), Comparator.RANK)
    if row is None or row.rank is None or row.n_present is None:
        raise WrongReference(f"'{ref.subject}' has no rank in this report.", "Say it without one.")
    return row


def _ends(row: Comparison) -> Line:
    if row.interval_low is None or row.interval_high is None:
        raise WrongReference(f"the rank of '{row.measure}' has no range.")
    low = Bound(grouped(row.interval_low), comparison_key(row, "interval_low"), machine(row.interval_low))
    high = Bound(grouped(row.interval_high), comparison_key(row, "interval_high"), machine(row.interval_high))
    return line(low, " to ", high)


def _rank(facts: Facts, ref: Reference) -> Said:
    row = _rank_row(facts, ref)
    rank = Bound(str(row.rank), comparison_key(row, "rank"), str(row.rank))
    present = Bound(str(row.n_present), comparison_key(row, "n_present"), str(row.n_present))
    return Said(line(rank, " of ", present), facts.figure(ref))


def _range(facts: Facts, ref: Reference) -> Said:
    facts.judged(ref)
    found = facts.found(ref)
    if found is None or found.against is None:
        why = found.why_not if found is not None else "it is not judged by month"
        raise WrongReference(f"'{ref.subject}' has no expected range: {why}.")
    one = found.against
    low = Bound(short(one.low, one.measure), f"{one.key}>expected.low", machine(one.low))
    high = Bound(short(one.high, one.measure), f"{one.key}>expected.high", machine(one.high))
    return Said(line(low, " to ", high), facts.figure(ref))


def _finding(facts: Facts, ref: Reference) -> Said:
    facts.judged(ref)
    found = facts.found(ref)
    rows = () if found is None else (*found.exceptions, *((found.within,) if found.within else ()))
    if not rows:
        raise WrongReference(f"nothing was found of '{ref.subject}' in this period.")
    return Said(sentence(rows[0], facts.measure(ref)), facts.figure(ref))


def _reference_of(against: str) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        held = Reference(ref.written, ref.subject, ref.part, ref.area, ref.breakdown, ref.window, ref.period,
                         against)  # fmt: skip
        made = facts.change(held)
        return Said(line(reference_span(made)), facts.figure(ref), made)

    return part


def _since(comparator: Comparator) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        row = facts.reading(ref).compared(comparator, facts.figure(ref).window)
        if row is None or not row.note or row.reference is None:
            word = str(comparator).partition("-")[0]
            raise WrongReference(f"'{ref.subject}' is not known to be the {word} since any period.")
        return Said(line(Name(row.note)), facts.figure(ref))

    return part


def _status(facts: Facts, ref: Reference) -> Said:
    status = facts.judged(ref).status
    if status is None:
        raise WrongReference(
            f"'{ref.subject}' has no status: its definition declares no rule for one.",
            "Add `status:` and a target or baseline to the measure, or say it without a status.",
        )
    tone = {True: Tone.BETTER, False: Tone.WORSE, None: Tone.PLAIN}[status.good]
    return Said(line(Text(status.word, strong=True, tone=tone)), facts.figure(ref))


# --- what can be claimed ----------------------------------------------------------------------------

UP = ("rose", "increased", "grew", "up", "higher", "more", "longer", "slower", "above", "over")
DOWN = ("fell", "decreased", "dropped", "down", "lower", "fewer", "less", "shorter", "quicker", "faster",
        "below", "under")  # fmt: skip
LEVEL = ("unchanged", "level", "the-same", "did-not-change")
BETTER = ("better", "improved", "improving")
WORSE = ("worse", "worsened", "worsening", "deteriorated")


def claim_denied(word: str, made: Change) -> str:
    """Return why a change denies a claimed word, empty where it bears it out."""
    so = line("it is ", by_size(made))
    if word in LEVEL:
        return "" if made.same else plain(so)
    if word in UP or word in DOWN:
        right = not made.same and made.up == (word in UP)
        return "" if right else plain(so)
    wanted = Tone.BETTER if word in BETTER else Tone.WORSE
    if made.tone is wanted:
        return ""
    if made.tone is Tone.PLAIN:
        return f"{plain(so)}, which is called neither better nor worse"
    return f"{plain(so)}, which its direction calls {'better' if made.tone is Tone.BETTER else 'worse'}"


def _claimed(word: str) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        made = facts.change(ref)
        if denied := claim_denied(word, made):
            right = "fell" if not made.up else "rose"
            do = f"Write {{{ref.subject} rose-or-fell}}, which prints '{right}', or put the sentence right."
            raise WrongReference(f"the figure denies '{word.replace('-', ' ')}': {denied}.", do)
        tone = made.tone if word in (*BETTER, *WORSE) else Tone.PLAIN
        return Said(line(Text(word.replace("-", " "), tone=tone)), facts.known(ref), made)

    return part


def exceptional(facts: Facts, ref: Reference) -> bool:
    """Whether the measure a reference names was found exceptional in the report's period."""
    found = facts.found(ref)
    return found is not None and bool(found.exceptions)


def _judged(wanted: str) -> Part:
    """Return the part that claims where a figure lies against its expected range."""

    def part(facts: Facts, ref: Reference) -> Said:
        facts.judged(ref)
        found = facts.found(ref)
        if found is None or (found.against is None and not found.exceptions):
            raise WrongReference(f"'{ref.subject}' was not judged against an expected range.")
        side = found.against.side if found.against is not None else ""
        holds = {
            "exceptional": bool(found.exceptions),
            "not-exceptional": not found.exceptions,
            "as-expected": side == "as" and not found.exceptions,
            "above-expected": side == "above",
            "below-expected": side == "below",
        }
        if not holds[wanted]:
            right = next(name for name in ("exceptional", "as-expected", "not-exceptional") if holds[name])
            raise WrongReference(
                f"the findings deny '{wanted.replace('-', ' ')}'.",
                f"{{{ref.subject} {right}}} would be borne out.",
            )
        return Said(line(wanted.replace("-", " ")), facts.figure(ref))

    return part


def _target(word: str) -> Part:
    def part(facts: Facts, ref: Reference) -> Said:
        status = facts.judged(ref).status
        if status is None or status.good is None:
            raise WrongReference(f"'{ref.subject}' has no status that could bear out '{word}'.")
        if status.good != (word in ("met", "meeting-target", "on-track")):
            raise WrongReference(f"the rules deny '{word.replace('-', ' ')}': it is {status.word}.")
        return Said(line(word.replace("-", " ")), facts.figure(ref))

    return part


# --- quoted figures ---------------------------------------------------------------------------------


def _of_ledger(entry: LedgerEntry, ref: Reference) -> Line:
    if not entry.publishable:
        raise WrongReference(
            f"'{entry.id}' is marked as not publishable in the ledger.", f"Ask its owner, {entry.owner}."
        )
    source = f"{entry.source}, {day_label(entry.on)}"
    if ref.part == "value":
        return line(Quoted(ledger_amount(entry), source))
    if ref.part == "source":
        return line(Quoted(entry.source, source))
    if ref.part == "date":
        return line(Name(day_label(entry.on)))
    if ref.part == "title":
        return line(Quoted(entry.title, source))
    raise WrongReference(
        f"'{ref.part}' cannot be asked of a quoted figure.", "Ask for value, title, source or date."
    )


LEDGER_ONLY = ("source", "date")

PARTS: dict[str, Part] = {
    "value": _value,
    "n": _counted("n"),
    "numerator": _counted("numerator"),
    "denominator": _counted("denominator"),
    "change": _changed(_relative),
    "difference": _changed(lambda made: line(size_span(made))),
    "before": _changed(lambda made: line(reference_span(made))),
    "change-in-words": _changed(by_size),
    "moved": _changed(by_percent),
    "amount": _changed(amount_only),
    "rose-or-fell": _changed(_word("rose", "fell", "did not change")),
    "up-or-down": _changed(lambda made: line("no different" if made.same else up_or_down(made))),
    "more-or-fewer": _changed(_more_or_fewer),
    "above-or-below": _changed(_word("above", "below", "level with")),
    "better-or-worse": _changed(_better_or_worse),
    "period": _name(lambda facts, ref: facts.figure(ref).label),
    "period-before": _label_before,
    "title": _name(lambda facts, ref: facts.measure(ref).title),
    "unit": _name(lambda facts, ref: facts.measure(ref).unit),
    "as-at": _name(_as_at),
    "rank": _rank,
    "rank-range": lambda facts, ref: Said(_ends(_rank_row(facts, ref)), facts.figure(ref)),
    "range": _range,
    "finding": _finding,
    "target": _reference_of("target"),
    "baseline": _reference_of("baseline"),
    "peer-mean": _reference_of("peers"),
    "highest-since": _since(Comparator.HIGHEST_SINCE),
    "lowest-since": _since(Comparator.LOWEST_SINCE),
    "status": _status,
    **{word: _claimed(word) for word in (*UP, *DOWN, *LEVEL, *BETTER, *WORSE)},
    **{
        word: _judged(word)
        for word in ("exceptional", "not-exceptional", "as-expected", "above-expected", "below-expected")
    },
    **{word: _target(word) for word in ("met", "missed", "meeting-target", "not-meeting-target", "on-track",
                                        "off-track")},
}  # fmt: skip
"""What can be asked of a figure, by name."""

ASKED = (*PARTS, *LEDGER_ONLY)
