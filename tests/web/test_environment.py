"""Settings of the installation: what cannot be meant stops the start, and says what to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frankpledge.errors import BadEnvironment
from frankpledge.web.environment import Environment

KEY = "0123456789abcdef" * 4


def test_what_is_written_is_read() -> None:
    told = Environment(
        {"HOSTS": " a.example , .b.example", "TLS": "True", "OFF": "no", "PORT": "25", "KEY": f" {KEY} "}
    )
    assert told.hosts("HOSTS", "why") == ["a.example", ".b.example"]
    assert told.flag("TLS", default=False) is True
    assert told.flag("OFF", default=True) is False
    assert told.flag("ABSENT", default=True) is True
    assert told.number("PORT", 587, 1, 65535) == 25
    assert told.number("ABSENT", 587, 1, 65535) == 587
    assert told.key("KEY", "why") == KEY
    assert told.text("ABSENT", "else") == "else"
    assert told.address("ABSENT", "http://127.0.0.1:8000", secure=False) == "http://127.0.0.1:8000"
    assert Environment({"A": "https://a.example/"}).address("A", "", secure=True) == "https://a.example"


@pytest.mark.parametrize(
    ("value", "ask", "told"),
    [
        ("*", lambda it: it.hosts("IT", "why"), "holds '*', which is no host name"),
        ("a.example,", lambda it: it.hosts("IT", "why"), "holds ''"),
        ("https://a.example", lambda it: it.hosts("IT", "why"), "Write the names alone"),
        ("", lambda it: it.hosts("IT", "nobody could come"), "nobody could come"),
        ("ture", lambda it: it.flag("IT", default=True), "neither yes nor no"),
        ("abc", lambda it: it.number("IT", 587, 1, 65535), "no whole number from 1 to 65535"),
        ("0", lambda it: it.number("IT", 587, 1, 65535), "leave IT out for 587"),
        ("-1", lambda it: it.number("IT", 1, 0, 10), "no whole number"),
        ("x", lambda it: it.key("IT", "why"), "too easily guessed: it has 1 characters"),
        ("x" * 80, lambda it: it.key("IT", "why"), "1 different"),
        ("http://a.example", lambda it: it.address("IT", "", secure=True), "no https address"),
        ("a.example", lambda it: it.address("IT", "", secure=False), "no https address"),
        ("https://a.example/path", lambda it: it.address("IT", "", secure=True), "nothing behind it"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(
    value: str, ask: Callable[[Environment], Any], told: str
) -> None:
    with pytest.raises(BadEnvironment, match=r"IT") as caught:
        ask(Environment({"IT": value}))
    assert told in str(caught.value)


def test_letters_lead_to_the_site_and_never_by_mistake_to_the_machine(
    served: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from frankpledge.web.reminding import site_for

    monkeypatch.setattr(settings, "ADDRESS", "http://127.0.0.1:8000")
    assert site_for("", sending=False) == "http://127.0.0.1:8000"
    monkeypatch.setattr(settings, "EMAIL_HOST", "mail.example")
    with pytest.raises(BadEnvironment, match="FRANKPLEDGE_ADDRESS"):
        site_for("", sending=True)
    assert site_for("http://127.0.0.1:9000/", sending=True) == "http://127.0.0.1:9000"
    monkeypatch.setattr(settings, "ADDRESS", "https://figures.example")
    assert site_for("", sending=True) == "https://figures.example"
