"""Accounts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their roles."""

    name = "frankpledge.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Begin to notice who signs in, and to attest what is written of accounts."""
        from frankpledge.web.accounts import attesting, noticing

        noticing.watch()
        attesting.watch()
