"""The labels of the blind documents are right in themselves: places, sums, verdicts.

Nothing here runs the checker. Labels that were wrong would make its score mean nothing.
"""

import ast
import json
import operator
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
DOCUMENTS = sorted(
    path for path in FOLDER.iterdir() if re.fullmatch(r"(dev|held|dev2)-\w+\.(txt|md)", path.name)
)

TIERS = {
    "arithmetic": {
        "average-of-parts", "difference", "duration-difference", "granularity", "money-total", "multiple",
        "part-total", "percent-change", "percent-of-count", "pp-vs-percent", "rate-from-counts", "shares-sum",
    },
    "comparison": {
        "direction", "rank", "rank-vs-value", "sampling-error", "status-vs-number", "vs-comparator",
        "vs-target",
    },
    "label": {"format", "numbering", "period-label"},
    "repeat": {"duplicate", "repeat-figure"},
    "semantic": {"single-figure", "words-vs-number"},
}  # fmt: skip
FLAGGED = {"inconsistent", "ambiguous", "ambiguous_pp_vs_percent"}
QUIET = {"consistent", "rounding", "not_checkable"}
EXACT = {"repeat-figure", "money-total"}  # one figure said twice is the same figure or is not

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def claims_of(document: Path) -> list[dict[str, Any]]:
    """The labelled claims of one document, in the order of its lines."""
    text = document.with_name(f"{document.stem}.claims.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def worked_out(expression: str) -> float:
    """The value of plain arithmetic; anything else in an expression is an error."""

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -value(inner)
            case ast.BinOp(left=left, op=sign, right=right):
                return ARITHMETIC[type(sign)](value(left), value(right))
        raise ValueError(f"not arithmetic: {expression!r}")

    return value(ast.parse(expression, mode="eval").body)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def tolerance(claim: dict[str, Any]) -> float:
    """Half a unit of the last place in which the quote prints the stated figure."""
    if claim["kind"] in EXACT:
        return 1e-6
    stated = abs(claim["stated"])
    if claim["kind"] == "multiple":  # "doubled", "three times": a word, which allows a twentieth either way
        return 0.05 * stated
    printed = [n.replace(",", "") for n in NUMBER.findall(claim["quote"])]
    places = [len(n.partition(".")[2]) for n in printed if float(n) == stated]
    return 0.5 * 10.0 ** -max(places or [len(f"{stated:g}".partition(".")[2])]) + 1e-9


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.stem)
def document(request: pytest.FixtureRequest) -> Path:
    """Each document in turn."""
    found: Path = request.param
    return found


def test_there_are_seven_documents_of_each_half_and_more_for_tuning():
    assert Counter(path.stem.partition("-")[0] for path in DOCUMENTS) == {"dev": 7, "held": 7, "dev2": 8}


def test_each_document_is_of_the_length_asked_and_says_that_it_is_invented(document):
    text = document.read_text(encoding="utf-8")
    fewest, most = (400, 800) if document.stem.startswith("dev2-") else (600, 1800)
    assert fewest <= len(text.split()) <= most
    first = text.splitlines()[0].lower()
    assert "fictional" in first
    assert "synthetic" in first


def test_every_quote_begins_on_its_line(document):
    lines = document.read_text(encoding="utf-8").splitlines()
    for claim in claims_of(document):
        # A table row is quoted with its spaces squeezed, and a pipe row without its outer pipes.
        first, *rest = [squeezed(part) for part in claim["quote"].split(" ... ")]
        here = squeezed(lines[claim["line"] - 1])
        onward = squeezed(" ".join(lines[claim["line"] - 1 :]))
        place = onward.find(first)
        assert 0 <= place < len(here), claim["id"]
        for part in rest:
            assert part in onward, claim["id"]
        for other in claim.get("also", []):
            assert other["quote"] in squeezed(" ".join(lines[other["line"] - 1 : other["line"] + 5]))


def test_ids_are_unique_and_every_field_is_one_of_those_allowed(document):
    claims = claims_of(document)
    assert len({claim["id"] for claim in claims}) == len(claims)
    assert 30 <= len(claims) <= 70
    for claim in claims:
        assert claim["document"] == document.name
        assert claim["kind"] in TIERS[claim["tier"]], claim["id"]
        assert claim["verdict"] in FLAGGED | QUIET
        assert claim["flag_expected"] == (claim["verdict"] in FLAGGED), claim["id"]
        assert claim["scope"] in {"sentence", "paragraph", "document"}
        assert claim["confidence"] in {"high", "medium", "low"}
        assert claim["note"] or not claim["flag_expected"], f"{claim['id']} says nothing of what is wrong"


def test_every_expression_comes_to_what_is_computed(document):
    for claim in claims_of(document):
        if claim["expression"] is None:
            assert claim["computed"] is None
            assert claim["stated"] is None
        else:
            value = worked_out(claim["expression"])
            assert value == pytest.approx(claim["computed"], abs=5.1e-5), claim["id"]


def test_verdicts_follow_from_the_figures(document):
    for claim in claims_of(document):
        verdict, stated, relation = claim["verdict"], claim["stated"], claim.get("relation")
        if verdict not in {"consistent", "inconsistent", "rounding"}:
            continue
        if relation is not None:
            holds = claim["computed"] > 0 if relation == ">" else claim["computed"] < 0
            assert holds == (verdict == "consistent"), claim["id"]
        elif stated is not None:
            error, half = abs(worked_out(claim["expression"]) - stated), tolerance(claim)
            assert (error <= half) == (verdict == "consistent"), claim["id"]
            assert verdict != "rounding" or error <= 2 * half, claim["id"]


def test_the_halves_are_alike():
    """What is tuned on one half must be asked in the other: near the same number of each kind of slip."""
    flagged: dict[str, Counter[str]] = {"dev": Counter(), "held": Counter()}
    for document in DOCUMENTS:
        half = document.stem.partition("-")[0]
        if half == "dev2":  # no half of the pair: it has no twin kept unread
            continue
        flagged[half].update(claim["kind"] for claim in claims_of(document) if claim["flag_expected"])
    dev, held = flagged["dev"], flagged["held"]
    assert set(dev) == set(held), set(dev) ^ set(held)
    assert abs(dev.total() - held.total()) <= 0.1 * dev.total()
