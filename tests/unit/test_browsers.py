"""Browsers are called by their common names."""

from __future__ import annotations

import pytest

from frankpledge.web.accounts.browsers import in_words

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IOS = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {IOS} CriOS/140.0", "Chrome on an iPhone"),
        (
            f"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {IOS} Version/18.1 Safari/604.1",
            "Safari on an iPad",
        ),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {IOS} Version/18.1 Safari/605", "Safari on a Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/140.0 Safari/537.36",
            "Chrome on a Chromebook",
        ),
        ("Firefox/140.0", "Firefox"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "not said"),
    ],
)
def test_a_browser_is_called_by_its_common_name(agent: str, words: str) -> None:
    assert in_words(agent) == words
