"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "frankpledge.web"
    label = "web"

    def ready(self) -> None:
        """Say to the records what is released of the figures that they name."""
        from frankpledge.records.released import TOLD
        from frankpledge.web.quoted import InForce

        TOLD.by = InForce()
