"""What the pages themselves keep: views that people saved, and which reminders were sent."""

from __future__ import annotations

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
