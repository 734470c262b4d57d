"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

from frankpledge.records.released import ReleasedAs


class WebConfig(AppConfig):
    """The pages."""

    name = "frankpledge.web"
    label = "web"

    def ready(self) -> None:
        """Say to the records what is released of the figures that they name."""
        from frankpledge.records.released import TOLD

        TOLD.by = _InForce()


class _InForce:
    """What the releases in force tell; what reads figures is loaded when a record asks."""

    def figure(self, key: str) -> ReleasedAs | None:
        from frankpledge.web.quoted import released_as

        return released_as(key)

    def unreleased_in(self, text: str) -> tuple[str, ...]:
        from frankpledge.web.quoted import unreleased_in

        return unreleased_in(text)
