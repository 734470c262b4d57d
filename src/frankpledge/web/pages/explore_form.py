"""The form that asks the explorer: measures in their groups and by their words, places, parts, periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from frankpledge.periods import MONTHLY_WINDOWS
from frankpledge.plan.measure_groups import MeasureGroup, is_called, measure_groups
from frankpledge.publication.exploring.answer import Answer
from frankpledge.publication.exploring.question import (
    MOST_MEASURES,
    WINDOW_WORDS,
    Against,
    Order,
    Question,
    View,
    breakdowns_of,
    kind_words,
)
from frankpledge.web.keeping import Kept
from frankpledge.web.pages.explored_maps import kinds_seen, kinds_to_map
from frankpledge.web.seeing import Sight

MOST_OFFERED = 8
MOST_FOUND = 60
"""More measures than these are not listed: another word finds fewer."""
_GROUPS: Kept[list[MeasureGroup]] = Kept(8)
_OPTIONS: Kept[str] = Kept(8)


@dataclass(frozen=True)
class MeasureFound:
    """A measure that was looked for: its title, and the questions that show it alone or beside the others."""

    title: str
    alone: str
    beside: str


@dataclass(frozen=True)
class Looked:
    """What was looked for among measures, how many were found, and the first of them in their groups."""

    words: str
    count: int
    groups: list[tuple[str, list[MeasureFound]]]

    @property
    def more(self) -> int:
        """How many were found that are not listed."""
        return self.count - sum(len(own) for _, own in self.groups)


def form_context(sight: Sight, question: Question, answer: Answer | None) -> dict[str, object]:
    """Return what the form prints for a question; ``answer`` is None for one that cannot be answered."""
    measures = [sight.definitions.measures[name] for name in question.measures]
    chosen = {f"{question.breakdown}={part}" for part in question.parts}
    parts = answer.parts if answer is not None and question.breakdown else ()
    names = (*question.measures, "")[:MOST_MEASURES]
    kinds = dict.fromkeys(["force", *kinds_seen(sight, measures), question.area_type])
    return {
        "options": [_options(sight, name) for name in names],
        "areas": sight.areas(question.area_type, question.measures),
        "area_types": [(one, kind_words(one).capitalize()) for one in kinds],
        "breakdowns": [(one, one.replace("-", " ").capitalize()) for one in breakdowns_of(measures)],
        "parts": [(slug, words, f"{question.breakdown}={slug}" in chosen) for slug, words in parts],
        "windows": [(window.value, WINDOW_WORDS[window]) for window in MONTHLY_WINDOWS],
        "against": [(one.value, one.words) for one in Against],
        "orders": [(one.value, one.words) for one in Order],
        "start": "" if question.start is None else question.start.key,
        "end": "" if question.end is None else question.end.key,
        "last": "" if question.last is None else str(question.last),
    }


def looked_for(sight: Sight, question: Question, words: str) -> Looked | None:
    """Return the measures whose words hold all that is looked for; None where nothing is."""
    if not words:
        return None
    declared, room, count = sight.definitions.measures, MOST_FOUND, 0
    groups: list[tuple[str, list[MeasureFound]]] = []
    for group in _groups(sight):
        named = [one for one in group.measures if is_called(declared[one], words, group.heading)]
        count += len(named)
        if named[:room]:
            groups.append((group.heading, [_found(sight, question, one) for one in named[:room]]))
        room = max(room - len(named), 0)
    return Looked(words, count, groups)


def _found(sight: Sight, question: Question, name: str) -> MeasureFound:
    """Return a measure with the questions that show it: as much of the question as it can answer."""
    declared = sight.definitions.measures
    others = [one for one in question.measures if one != name]
    beside = (
        ""
        if name in question.measures or len(others) >= MOST_MEASURES
        else _of(sight, question, *others, name)
    )
    return MeasureFound(declared[name].title, _of(sight, question, name), beside)


def _of(sight: Sight, question: Question, *names: str) -> str:
    """Return the address of a question about these measures, without places and parts they do not have."""
    measures = [sight.definitions.measures[name] for name in names]
    made = replace(question, measures=names)
    if made.breakdown and made.breakdown not in breakdowns_of(measures):
        made = replace(made, breakdown="", parts=())
    if made.area_type not in ("force", *kinds_seen(sight, measures)):
        made = replace(made, area_type="force", areas=())
    return made.query


def counted_by(sight: Sight, area_type: str) -> list[tuple[str, str]]:
    """Return measures there are figures of by a kind of local area, the plan's first: title and address."""
    if area_type in ("", "force"):
        return []
    declared = sight.definitions.measures
    names = (name for group in _groups(sight) for name in group.measures)
    held = (name for name in names if area_type in kinds_seen(sight, [declared[name]]))
    return [
        (declared[name].title, Question((name,), area_type=area_type).query)
        for name in islice(held, MOST_OFFERED)
    ]


def views_of(sight: Sight, question: Question) -> list[tuple[str, str, bool]]:
    """Return the views of a question: their names, addresses, and whether each is the one shown."""
    return [
        (view.words, _seen_as(sight, question, view).query, view is question.view)
        for view in (View.CHART, View.MULTIPLES, View.TABLE, View.MAP)
    ]


def _seen_as(sight: Sight, question: Question, view: View) -> Question:
    """Return a question in another view: for a map by a kind of area that can be drawn."""
    shown = question.shown_as(view)
    if view is not View.MAP or question.view is View.MAP:
        return shown
    kinds = kinds_to_map(sight, question)
    return shown if question.area_type in kinds or not kinds else replace(shown, area_type=kinds[0], areas=())


def _groups(sight: Sight) -> list[MeasureGroup]:
    offered = tuple(sight.measures)
    return _GROUPS.get((sight.mark, offered), lambda: measure_groups(sight.definitions, offered))


def _options(sight: Sight, chosen: str) -> SafeString:
    """Return the measures to choose from, one of them chosen: hundreds, written once for all who see them."""
    options = _OPTIONS.get((sight.mark, tuple(sight.measures)), lambda: _written(sight, _groups(sight)))
    one = f'<option value="{escape(chosen)}"'
    return mark_safe(options.replace(f"{one}>", f"{one} selected>", 1))  # noqa: S308  (escaped when written)


def _written(sight: Sight, groups: Iterable[MeasureGroup]) -> str:
    measures = sight.definitions.measures
    return "".join(
        f'<optgroup label="{escape(group.heading)}">'
        + "".join(
            f'<option value="{escape(name)}">{escape(measures[name].title)}</option>'
            for name in group.measures
        )
        + "</optgroup>"
        for group in groups
    )
