"""A plan in one table: of each outcome how its measures stand, and the one that tells most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.finding import FIRST
from frankpledge.contracts.figures import Finding
from frankpledge.plan.definitions import Plan
from frankpledge.web.exceptional import Row, Verdict, rows_of
from frankpledge.web.keeping import Kept
from frankpledge.web.seeing import Sight

_SUMMARIES: Kept[PlanSummary] = Kept(20)


@dataclass(frozen=True)
class Stands:
    """How the measures of a priority or of one of its outcomes stand; ``telling`` is the worst of them."""

    id: str
    title: str
    measures: int
    counts: tuple[tuple[Verdict, int], ...]
    telling: Row | None


@dataclass(frozen=True)
class PlanSummary:
    """The verdicts that occur in a plan, and of each priority how it and its outcomes stand."""

    verdicts: tuple[Verdict, ...]
    priorities: tuple[tuple[Stands, tuple[Stands, ...]], ...]


def plan_summary(
    sight: Sight,
    key: Hashable,
    plan: Plan,
    findings: Sequence[Finding],
    *,
    keys: Collection[str] | None = None,
    asked: str = "",
) -> PlanSummary:
    """Return how a plan stands by findings that ``key`` names, the weightiest first.

    ``keys`` and ``asked`` are as in ``rows_of``.
    """
    return _SUMMARIES.get((sight.mark, key), lambda: _summed(sight, plan, findings, keys, asked))


def _summed(
    sight: Sight, plan: Plan, findings: Sequence[Finding], keys: Collection[str] | None, asked: str
) -> PlanSummary:
    kinds = (*FIRST, FindingKind.WITHIN)
    named = frozenset(name for one in plan.priorities for name in one.named)
    judged = [row for row in findings if row.measure in named and row.kind in kinds]
    rows = rows_of(sight, judged, keys=keys, asked=asked)
    verdicts = tuple(one for one in Verdict if one in {_verdict(rows, name) for name in named})

    def stands(part: str, title: str, measures: Sequence[str]) -> Stands:
        names = list(dict.fromkeys(measures))
        counted = Counter(_verdict(rows, name) for name in names)
        known = [rows[name] for name in names if name in rows]
        telling = min(known, key=lambda row: list(Verdict).index(row.verdict), default=None)
        return Stands(part, title, len(names), tuple((one, counted[one]) for one in verdicts), telling)

    return PlanSummary(
        verdicts,
        tuple(
            (
                stands(one.id, one.title, one.named),
                tuple(stands(it.id, it.text.strip(), it.measures) for it in one.outcomes),
            )
            for one in plan.priorities
        ),
    )


def _verdict(rows: dict[str, Row], measure: str) -> Verdict:
    return rows[measure].verdict if measure in rows else Verdict.UNJUDGED
