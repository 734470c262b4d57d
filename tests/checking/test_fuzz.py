"""Any text at all: findings or none, never a traceback."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from frankpledge.checking.problems import LONGEST_QUOTE
from frankpledge.checking.showing.page import page_of
from tests.checking.documents import document, found

_PIECES = """
5% 12.5% (81) (56/72) 11 of 16 £1.2m 14:34 00:12:33 Q2 23/24 2021/22 June 2021 3rd 7/8 1,204 4.218
from to of which these the remaining total made up increase decreased by rose fell above below target average
ranked MSG compared with same period last year survey respondents on track Total Change
. , ; ( ) | % - − + 0 ９ <p> </p> Q5
"""
_WORDS = st.sampled_from((*_PIECES.split(), "\t", "\n", "1" * 30))
_TEXTS = st.one_of(st.text(max_size=400), st.lists(_WORDS, max_size=80).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_no_text_breaks_the_checker(text: str) -> None:
    problems = found(text)
    lines = len(document(text).lines)
    assert all(1 <= it.line <= lines and 0 < len(it.quote) <= LONGEST_QUOTE and it.message for it in problems)
    assert page_of(document(text), problems).startswith("<!DOCTYPE html>")
