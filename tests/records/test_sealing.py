"""Facts are written in one way, and what cannot be is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.audit.sealing import canonical, keyed_digest, moment, seal_of

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_reads_back_and_does_not_depend_on_order(value: Any) -> None:
    written = canonical(value)
    assert json.loads(written) == value

    def turned(it: Any) -> Any:
        if isinstance(it, dict):
            return {name: turned(one) for name, one in reversed(it.items())}
        return [turned(one) for one in it] if isinstance(it, list) else it

    assert canonical(turned(value)) == written


@pytest.mark.parametrize("value", [1.5, {"a": [float("nan")]}, {"a": {1: 2}}, {"a": object()}, {"a": {1, 2}}])
def test_what_databases_would_not_write_alike_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_digest_is_hmac_sha_256_of_canonical_facts() -> None:
    facts = {"b": "é", "a": [1, None, True]}
    written = '{"a":[1,null,true],"b":"é"}'.encode()
    assert keyed_digest("ab" * 32, facts) == hmac.digest(bytes([0xAB] * 32), written, "sha256").hex()


def test_a_seal_is_sha_256_of_all_that_an_event_says() -> None:
    at = datetime(2026, 5, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    said = ["s", 2, "2026-05-01T09:00:00.000000Z", "who", "did", "what", "d", "p"]
    written = json.dumps(said, separators=(",", ":")).encode()
    assert seal_of("s", 2, at, "who", "did", "what", "d", "p") == hashlib.sha256(written).hexdigest()
    assert moment(at) == moment(at.astimezone(UTC))
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize("words", ["", "3", "0 " + "a" * 64, "3 abc", "x " + "a" * 64])
def test_what_is_no_head_is_not_read_as_one(words: str, application: None) -> None:
    from frankpledge.audit.queries import head_of

    with pytest.raises(ValueError, match=r"head|invalid"):
        head_of(words)
