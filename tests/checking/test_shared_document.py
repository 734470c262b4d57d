"""The labelled document: recall, precision and how much is found beside the labels."""

from __future__ import annotations

import json
import os
import runpy
import time
from pathlib import Path
from typing import Any

import pytest

from frankpledge.checking.checks import check
from frankpledge.checking.reading.document_file import read_document
from tests.conftest import ROOT, SHARED_ABSENT

FOLDER = Path(os.environ.get("FRANKPLEDGE_DOCUMENTS", ROOT.parent / "shared" / "documents"))
TEXT = FOLDER / "framework-q1-2021-22.txt"


@pytest.fixture(scope="module")
def labelled() -> Path:
    if not TEXT.is_file():
        pytest.skip(f"{SHARED_ABSENT}: set FRANKPLEDGE_DOCUMENTS to its folder (looked in {FOLDER})")
    return TEXT


def test_the_bar_is_reached(labelled: Path) -> None:
    score: Any = runpy.run_path(str(FOLDER / "score_check.py"))["score"]
    text = labelled.read_text(encoding="utf-8")
    lines = labelled.with_suffix(".claims.jsonl").read_text(encoding="utf-8").splitlines()
    claims = [json.loads(line) for line in lines if line.strip()]
    got = score([it.as_dict() for it in check(read_document(labelled))], claims)
    assert len(got["missed"]) <= 0.10 * len(got["wanted"])
    assert len(got["ambiguous_missed"]) <= 0.50 * len(got["ambiguous"])
    assert got["right"] >= 0.90 * (got["right"] + len(got["false"]))
    assert 1000 * got["unlabelled"] / len(text.split()) <= 4


def test_thirty_pages_take_less_than_two_seconds(labelled: Path) -> None:
    lines = labelled.read_text(encoding="utf-8").splitlines()
    document = type(read_document(labelled))("long.txt", tuple(lines * 3), wrapped=True)
    start = time.process_time()
    assert check(document)
    assert time.process_time() - start < 2


def test_registers_and_plans_are_quiet(labelled: Path) -> None:
    for name in ("work-plan-2017-18.tsv", "decisions-as-published.txt"):
        assert check(read_document(FOLDER / name)) == []
