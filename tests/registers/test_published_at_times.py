"""A field is public always, never, or at times: a figure once released, a text once somebody confirms it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frankpledge.registers.describing import published_in_words
from frankpledge.registers.register_file import read_and_check, read_registers

GOOD = """\
title: Letters
one: letter
about: What came in.
group: Post
headline: subject
sees: [staff]
makes: [author]
amends: [author]
fields:
  subject: {type: text, title: Subject, published: true}
  figure: {type: figure, title: Figure, published-when: released}
  why: {type: long-text, title: Background, published-when: read}
  read: {type: yes-no, title: Everything is released}
  rows: {type: rows, title: Rows, columns: {of: {type: figure, title: Of}}}
states:
  open: {title: Open, public: true}
"""


def _problems(folder: Path, text: str) -> list[tuple[str, str]]:
    (folder / "registers").mkdir()
    (folder / "registers" / "letters.yaml").write_text(text, encoding="utf-8")
    _, problems = read_and_check(folder)
    return [(one.where.field, str(one)) for one in problems]


def test_what_is_published_at_times_is_read_and_told_in_words(tmp_path: Path) -> None:
    assert _problems(tmp_path, GOOD) == []
    [letters] = read_registers(tmp_path).values()
    said = {one.id: published_in_words(letters, one) for one in letters.fields}
    assert said == {"subject": "yes", "figure": "once released", "why": "once “Everything is released”",
                    "read": "", "rows": ""}  # fmt: skip
    assert [one.id for one in letters.fields if one.may_be_public] == ["subject", "figure", "why"]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (
            "published-when: released",
            "published-when: read",
            "figure",
            "a figure is published when 'released'",
        ),
        ("published-when: read}", "published-when: released}", "why", "and nothing else is"),
        ("published-when: read}", "published-when: red}", "why", "Did you mean 'read'"),
        ("published-when: read}", "published-when: subject}", "why", "not of type 'yes-no'"),
        ("type: long-text", "type: text", "why", "a 'text' is published always or never"),
        (
            "published-when: released",
            "published-when: released, personal: true",
            "figure",
            "depends on nothing",
        ),
        ("published-when: released", "published-when: released, published: true", "figure", "on nothing"),
        ("published-when: read}", "published-when: read, exempt: true}", "why", "depends on nothing"),
        ("published-when: read}", "published-when: read, roles: [author]}", "why", "depends on nothing"),
        ("title: Of}", "title: Of, published-when: released}", "rows.columns.of", "as public as its table"),
    ],
)
def test_what_cannot_be_published_at_times_is_told_by_field(
    tmp_path: Path, old: str, new: str, field: str, said: str
) -> None:
    assert GOOD.count(old) == 1
    [(where, problem)] = _problems(tmp_path, GOOD.replace(old, new))
    assert where == f"fields.{field}.published-when"
    assert said in problem


def test_what_is_published_at_times_needs_a_state_that_is_public(tmp_path: Path) -> None:
    text = re.sub(", published: true|, public: true", "", GOOD)
    [(where, problem)] = _problems(tmp_path, text)
    assert where == "fields.figure.published-when"
    assert "no state of this register is public" in problem
