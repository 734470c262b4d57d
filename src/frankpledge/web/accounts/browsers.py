"""What a browser is called: of the long line that it sends, its common name and the system it runs on.

It is for people who look through their sessions, and nothing hangs by it: anybody can send any line.
"""

from __future__ import annotations

# In order: most browsers also name those whose pages they can show.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def in_words(agent: str) -> str:
    """Return the browser and system that a line names, or the line itself where it names no browser."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not browser:
        return agent or "not said"
    return f"{browser} on {system}" if system else browser
