"""What the environment says of the installation: each setting is read once, and a wrong one stops the start.

Nothing is guessed. A word that is neither yes nor no would otherwise turn off the encryption of letters, and
a host name ``*`` would let any site speak in our name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from frankpledge.errors import BadEnvironment

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
SHORTEST_KEY = 50
"""Characters of the shortest key that signs sessions; ``secrets.token_urlsafe(64)`` makes 86."""
_HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class Environment:
    """Settings from environment variables. Each method raises BadEnvironment for what it cannot take."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        """Return a setting without spaces around it; the default where it is absent or blank."""
        return self.variables.get(name, "").strip() or default

    def needed(self, name: str, why: str) -> str:
        """Return a setting that must be given."""
        value = self.text(name)
        if not value:
            raise BadEnvironment(f"{name} is not set: {why}.", do=f"Set {name} in the environment.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether something is on."""
        value = self.text(name).lower()
        if value in YES or value in NO:
            return value in YES
        if value:
            raise BadEnvironment(f"{name} is '{value}', which is neither yes nor no.", do="Write 1 or 0.")
        return default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise BadEnvironment(
                f"{name} is '{value}', which is no whole number from {least} to {most}.",
                do=f"Write one, or leave {name} out for {default}.",
            )
        return int(value)

    def key(self, name: str, why: str) -> str:
        """Return the secret that signs sessions."""
        value = self.needed(name, why)
        if len(value) < SHORTEST_KEY or len(set(value)) < 5:
            raise BadEnvironment(
                f"{name} is too easily guessed: it has {len(value)} characters, {len(set(value))} different.",
                do='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))".',
            )
        return value

    def hosts(self, name: str, why: str) -> list[str]:
        """Return the names that the site answers to."""
        found = [host.strip() for host in self.needed(name, why).split(",")]
        for host in found:
            if not _HOST.fullmatch(host):
                raise BadEnvironment(
                    f"{name} holds '{host}', which is no host name.",
                    do="Write the names alone, separated by commas: figures.office.example",
                )
        return found

    def address(self, name: str, default: str, *, secure: bool) -> str:
        """Return the address of the site, without a path and without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("https",) if secure else parts.scheme not in ("http", "https"):
            raise BadEnvironment(
                f"{name} is '{value}', which is no https address.", do="Write https://figures.office.example"
            )
        if not parts.hostname or parts.path or parts.query or parts.fragment:
            raise BadEnvironment(
                f"{name} is '{value}', which is more or less than a site.",
                do="Write https://figures.office.example and nothing behind it.",
            )
        return value
