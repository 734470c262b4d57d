"""The half of the labelled documents that may be read: how much of each kind of slip is found there."""

from __future__ import annotations

import json
import re
from collections import Counter

from frankpledge.checking.checks import check
from frankpledge.checking.problems import Problem
from frankpledge.checking.reading.document_file import read_document
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "documents" / "blind"
VALUES = (
    "direction",
    "duration-difference",
    "rank-vs-value",
    "repeat-figure",
    "status-vs-number",
    "vs-comparator",
    "vs-target",
)
"""Kinds of claim in which words are set against numbers."""
KINDS = (
    "average-of-parts",
    "difference",
    "granularity",
    "money-total",
    "multiple",
    "part-total",
    "percent-change",
    "percent-of-count",
    "pp-vs-percent",
    "rate-from-counts",
    "shares-sum",
    *VALUES,
)
"""Kinds of claim that are numbers against numbers, or words against numbers."""
SUMS_AND_LABELS = (
    "average-of-parts",
    "difference",
    "duplicate",
    "format",
    "granularity",
    "money-total",
    "multiple",
    "numbering",
    "part-total",
    "percent-of-count",
    "period-label",
    "pp-vs-percent",
    "rank",
    "rate-from-counts",
    "sampling-error",
    "shares-sum",
)
"""Kinds of claim that are sums, shares and rates, periods, lists, places or surveys."""


def _numbers(text: str) -> set[str]:
    return {it.rstrip(",").replace(",", "") for it in re.findall(r"\d[\d,]*(?:\.\d+)?(?::\d\d)*", text)}


def _fit(problem: Problem, line: int, quote: str) -> float:
    """Return how well a finding fits a claim, 0 where not: near in lines, numbers (or words) in common."""
    if abs(problem.line - line) > 1:
        return 0.0
    mine, theirs = _numbers(problem.quote), _numbers(quote)
    if not theirs:
        mine, theirs = set(problem.quote.lower().split()), set(quote.lower().split())
        return len(mine & theirs) / len(theirs) if len(mine & theirs) * 2 >= len(theirs) else 0.0
    shared = len(mine & theirs) / len(mine | theirs)
    return shared if shared >= 0.2 else 0.0


def _scored(prefix: str, kinds: tuple[str, ...]) -> tuple[Counter[str], Counter[str], int, int]:
    """Return how many claims of each kind are wrong and how many are found, and findings right and wrong."""
    asked: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    right = wrong = 0
    for file in sorted([*FOLDER.glob(f"{prefix}-*.txt"), *FOLDER.glob(f"{prefix}-*.md")]):
        lines = file.with_suffix(".claims.jsonl").read_text(encoding="utf-8").splitlines()
        claims = [json.loads(line) for line in lines if line.strip()]
        met: set[int] = set()
        for problem in check(read_document(file)):
            fits = [_fit(problem, it["line"], it["quote"]) for it in claims]
            best = max(range(len(claims)), key=fits.__getitem__)
            if not fits[best]:
                continue
            met.add(best)
            right, wrong = right + claims[best]["flag_expected"], wrong + (not claims[best]["flag_expected"])
        for at, claim in enumerate(claims):
            if claim["flag_expected"] and claim["kind"] in kinds:
                asked[claim["kind"]] += 1
                hit[claim["kind"]] += at in met
    return asked, hit, right, wrong


def test_numbers_against_numbers_are_found_in_the_dev_half() -> None:
    asked, hit, right, wrong = _scored("dev", KINDS)
    assert sum(asked.values()) >= 75
    assert sum(hit.values()) >= 0.98 * sum(asked.values()), asked - hit
    assert right >= 0.97 * (right + wrong)


def test_sums_labels_ranks_and_surveys_are_found_in_both_dev_halves() -> None:
    for prefix, least in (("dev", 75), ("dev2", 50)):
        asked, hit, right, wrong = _scored(prefix, SUMS_AND_LABELS)
        assert sum(asked.values()) >= least
        assert sum(hit.values()) >= 0.95 * sum(asked.values()), asked - hit
        assert right >= 0.97 * (right + wrong)


def test_words_against_numbers_are_found_in_the_second_dev_half() -> None:
    asked, hit, right, wrong = _scored("dev2", VALUES)
    assert sum(asked.values()) >= 20
    assert sum(hit.values()) >= 0.75 * sum(asked.values()), asked - hit
    assert right >= 0.93 * (right + wrong)
