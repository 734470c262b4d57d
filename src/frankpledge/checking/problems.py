"""What a rule finds: a place, a quote, what it works out to, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUOTE = 300


class Severity(StrEnum):
    """How sure a finding is."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def sureness(self) -> str:
        return {"error": "certain", "warning": "likely", "advice": "worth a look"}[self.value]


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. ``line`` is 1-based in the text as extracted; ``quote`` has at most 300 characters."""

    line: int
    quote: str
    kind: str
    message: str
    severity: Severity

    def __post_init__(self) -> None:
        if self.line < 1 or not self.quote or len(self.quote) > LONGEST_QUOTE:
            raise ValueError(f"A problem needs a line and a quote of 1 to {LONGEST_QUOTE} characters.")

    def as_dict(self) -> dict[str, str | int]:
        """Return what the JSON output holds, in its order of keys."""
        return {
            "line": self.line,
            "quote": self.quote,
            "kind": self.kind,
            "message": self.message,
            "severity": self.severity.value,
        }
