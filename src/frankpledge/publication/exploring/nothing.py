"""Why a question has no answer, and the questions nearest to it that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from frankpledge.periods import Window
from frankpledge.publication.exploring.answer import Answer
from frankpledge.publication.exploring.marks import MARKED
from frankpledge.publication.exploring.question import Against, Order, Question, kind_words
from frankpledge.publication.exploring.words import lines_words


@dataclass(frozen=True)
class Nothing:
    """Why there is no answer, in a sentence, and other questions that have one, by what they would show."""

    why: str
    instead: tuple[tuple[str, Question], ...] = ()


def why_nothing(answer: Answer, answering: Callable[[Question], Answer]) -> Nothing | None:
    """Return why an answer has no line; None where it has one. Asks the questions beside it."""
    question = answer.question
    if answer.ours:
        return None
    if question.only_found and answer.left_out:
        return _nothing_found(answer)
    found = []
    for why, words, wider in _wider(question):
        held = answering(wider)
        if held.ours:
            first, last = held.periods[0].label, held.periods[-1].label
            found.append((why.format(first=first, last=last), words.format(first=first, last=last), wider))
    if not found:
        return Nothing(
            "No figures of this are held, of any place or period: nothing it is counted from was supplied."
        )
    return Nothing(found[0][0], tuple((words, wider) for _, words, wider in found))


def _nothing_found(answer: Answer) -> Nothing:
    question = answer.question
    everything = ("Show all of them", replace(question, only_found=False))
    if question.window not in MARKED:
        why = "Findings are of months and quarters: none is of such periods."
        return Nothing(why, (("By quarter", replace(question, window=Window.QUARTER)), everything))
    where = f" in {' and '.join(answer.judged)}" if answer.judged else ""
    many = f"any of these {answer.left_out} {lines_words(answer)}" if answer.left_out > 1 else "this"
    return Nothing(f"Nothing exceptional was found of {many}{where}.", (everything,))


def _wider(question: Question) -> Iterator[tuple[str, str, Question]]:
    """Yield what may be left out of a question, the likeliest first: why, words for a link, and the rest."""
    plain = replace(question, order=Order.NAME, only_found=False)
    if question.start or question.end:
        yield (
            "There are no figures of this in these periods: they run from {first} to {last}.",
            "{first} to {last}",
            replace(plain, start=None, end=None),
        )
    if question.parts:
        yield "There are no figures of these parts.", "All parts", replace(plain, parts=())
    if question.areas:
        yield "There are no figures of these places.", "All places", replace(plain, areas=())
    if question.breakdown:
        yield "There are no figures of its parts here.", "Totals", replace(plain, breakdown="", parts=())
    if question.window is not Window.MONTH:
        yield "There are no figures of such periods.", "By month", replace(plain, window=Window.MONTH)
    if question.area_type != "force":
        kind = kind_words(question.area_type)
        yield f"There are no figures of {kind}.", "Forces", replace(plain, area_type="force", areas=())
    bare = Question(question.measures)
    if bare not in (plain, replace(plain, against=Against.NOTHING)):
        yield "There are no figures of this together.", "{first} to {last}, totals of the force", bare
