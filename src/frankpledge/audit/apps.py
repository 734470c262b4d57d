"""The audit trail as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Events, the heads of their chains, and the keys of what they attest."""

    name = "frankpledge.audit"
    label = "audit"
    verbose_name = "Audit"
