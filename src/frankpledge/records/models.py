"""Records of every register in one set of tables: a register is declared, and needs no tables of its own.

Rows are written by actions alone. What a version says is attested by its event (see ``attesting``), and what
a record says is what its newest version says: whatever else is changed in here, ``verifying`` finds.
"""

from __future__ import annotations

from django.db import models

from frankpledge.audit.models import Event


class Record(models.Model):
    """One record as it stands now.

    ``register`` and ``key`` name it for ever: ``key`` is the number, after the series where there is one.
    ``values`` are JSON values by field, blank ones left out; ``withheld`` maps fields that the public does
    not see, and attachments as ``file-1``, to the ground for it. ``day`` and ``words`` are drawn from the
    values, for lists and for search.
    """

    register = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    series = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    withheld = models.JSONField(default=dict)
    day = models.DateField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        """A key once in its register, a number once in its series."""

        constraints = (
            models.UniqueConstraint(fields=("register", "key"), name="records_key_once"),
            models.UniqueConstraint(fields=("register", "series", "number"), name="records_number_once"),
        )
        indexes = (
            models.Index(fields=("register", "state"), name="records_by_state"),
            models.Index(fields=("register", "day", "series", "number"), name="records_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.register}/{self.key}"


class Version(models.Model):
    """A record as an action left it. Who did it and when stands in the event, and nowhere else.

    ``files`` are the record's attachments at the time; ``detail`` is what the action says of itself, such as
    the move taken. An erasure takes values out of old versions, and its event attests what is left of them.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="version")
    state = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    withheld = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        """A version once."""

        constraints = (models.UniqueConstraint(fields=("record", "number"), name="records_version_once"),)


class Link(models.Model):
    """That a record names another: drawn from the values, so that links are found both ways."""

    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links")
    field = models.CharField(max_length=80)
    target = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="backlinks")

    class Meta:
        """A link once."""

        constraints = (
            models.UniqueConstraint(fields=("source", "field", "target"), name="records_link_once"),
        )


class Attachment(models.Model):
    """A file of a record: its bytes lie in the office folder under their SHA-256 (see ``files``).

    ``name`` is for people and never names a file on disk; ``type`` is what the bytes are, whatever the name
    said; ``description`` says in a line what it is. ``published`` files are public where the record is and
    they are not withheld.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    published = models.BooleanField(default=False)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        """A number once in its record."""

        constraints = (models.UniqueConstraint(fields=("record", "number"), name="records_file_once"),)
