"""What the pages themselves keep: views that people saved, and which reminders were sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A question of the explorer under a name. A shared one is offered to everyone of the office."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        """A name once for each person."""

        constraints = (models.UniqueConstraint(fields=("owner", "name"), name="web_view_once"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Reminded(models.Model):
    """That somebody was told of a deadline, and when: the same is not told twice on one day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminded")
    record = models.CharField(max_length=240)
    clock = models.CharField(max_length=80)
    due = models.DateField()
    overdue = models.BooleanField()
    sent = models.DateField()

    class Meta:
        """A reminder once a day."""

        constraints = (
            models.UniqueConstraint(
                fields=("person", "record", "clock", "due", "overdue", "sent"), name="web_reminded_once"
            ),
        )


class Upload(models.Model):
    """A file that a partner sent: checked first, then sent by its sender, then taken in by the office.

    Its bytes lie under its ``id`` in ``records/uploads`` of the office folder, and go once they were taken in
    (they are in the store's returns then), taken back, or never sent.
    """

    class State(models.TextChoices):
        """Where a file stands."""

        CHECKED = "checked", "Checked, not sent"
        SENT = "sent", "Sent"
        TAKEN = "taken-in", "Taken in"
        BACK = "taken-back", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    body = models.CharField(max_length=100)
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    table = models.CharField(max_length=80)
    accepted = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKED)
    at = models.DateTimeField(auto_now_add=True)
    moved = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return f"upload/{self.pk}"
