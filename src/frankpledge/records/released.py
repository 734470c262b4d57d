"""What has been released of the figures that records name and quote, as whoever serves the office says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class ReleasedAs:
    """How a figure was released with its value: the build it is of there, and when that release came out."""

    build: str
    at: datetime


class Released(Protocol):
    """What the releases in force tell. A release that another corrects is not in force."""

    def figure(self, key: str) -> ReleasedAs | None:
        """Return how a figure was released, by its key; None where no release in force has its value."""

    def unreleased_in(self, text: str) -> tuple[str, ...]:
        """Return what a text quotes of figures that no release in force says so, as far as it can be told."""


class _Nothing:
    def figure(self, key: str) -> ReleasedAs | None:
        return None

    def unreleased_in(self, text: str) -> tuple[str, ...]:
        return ()


class Told:
    """Who says what is released: the application that serves the office; before it does, nothing is."""

    def __init__(self) -> None:
        self.by: Released = _Nothing()


TOLD = Told()
