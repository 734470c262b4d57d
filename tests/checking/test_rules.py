"""Every rule's examples: found where wrong, silence where right, whatever rule might speak."""

from __future__ import annotations

import re

import pytest

from frankpledge.checking.checks import RULES
from frankpledge.checking.problems import LONGEST_QUOTE
from tests.checking.documents import document, found, kinds

WRONG = [(rule.kind, text) for rule in RULES for text in rule.wrong]
RIGHT = [(rule.kind, text) for rule in RULES for text in rule.right]


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_a_rules_wrong_examples_are_found(kind: str, text: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_nothing_is_found_in_a_rules_right_examples(kind: str, text: str) -> None:
    assert [it.message for it in found(text)] == []


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_a_finding_quotes_its_line(kind: str, text: str) -> None:
    lines = document(text).lines
    for problem in found(text):
        assert len(problem.quote) <= LONGEST_QUOTE
        first = re.split(r"\s", problem.quote)[0]
        assert first in lines[problem.line - 1]


def test_kinds_are_said_once() -> None:
    assert len({rule.kind for rule in RULES}) == len(RULES)


def test_messages_show_the_arithmetic() -> None:
    [problem] = found("In all 72% (56/72) of the inspections were done.")
    assert problem.message == "56 of 72 is 77.8%, not 72%."
    [problem] = found("The median was 13:54, which is 30 seconds over the target of 13:34.")
    assert "20 seconds apart" in problem.message
