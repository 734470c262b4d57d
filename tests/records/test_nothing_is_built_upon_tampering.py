"""A record that something else altered is changed no further: a new version would attest that too."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.records.registers import DECISIONS, EVERY, REGISTERS
from tests.records.test_tampering_is_found import filled

__all__ = ["filled"]


@pytest.mark.parametrize(
    "tampering",
    [
        """UPDATE records_record SET "values" = '{"title": "Bought", "series": "record"}' WHERE key = %s""",
        "UPDATE records_record SET state = 'draft' WHERE key = %s",
        "UPDATE records_record SET withheld = '{}' WHERE key = %s",
    ],
)
def test_no_honest_change_is_made_upon_what_was_altered(filled: dict[str, Any], tampering: str) -> None:
    from django.db import connection

    from frankpledge.records import actions
    from frankpledge.records.attaching import attach
    from frankpledge.records.models import Version
    from frankpledge.records.refusals import Refused
    from frankpledge.records.verifying import verify

    first = filled["first"]
    with connection.cursor() as cursor:
        cursor.execute(tampering, [first.key])
        assert cursor.rowcount == 1
    before, many = [str(one) for one in verify((), REGISTERS)], Version.objects.count()
    assert any("is not what its newest version says" in one for one in before)
    for act in (
        lambda: actions.amend(DECISIONS, first, {"author": "B"}, EVERY, version=first.version, reason="x"),
        lambda: actions.withhold(DECISIONS, first, {"author": "commercial"}, EVERY, version=first.version),
        lambda: attach(DECISIONS, first, "a.pdf", io.BytesIO(b"%PDF-1.7"), EVERY, version=first.version),
    ):
        with pytest.raises(Refused, match="something other than this application changed it"):
            act()
    assert Version.objects.count() == many
    assert [str(one) for one in verify((), REGISTERS)] == before, "and it is still found"
