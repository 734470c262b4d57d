"""Records as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records of every declared register, with their versions, links and attachments."""

    name = "frankpledge.records"
    label = "records"
    verbose_name = "Records"
