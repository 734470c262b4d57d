"""Events chained by stream, the head of each chain, and the key of each subject."""

from __future__ import annotations

import secrets

from django.db import models


def new_key() -> str:
    """Return 256 random bits as 64 hexadecimal digits."""
    return secrets.token_hex(32)


class Event(models.Model):
    """That somebody did something to a subject. Written by ``audit.actions.append`` alone, and never altered.

    It names nobody: ``actor`` is an identity, and what the subject became is kept as a digest under the
    subject's own key. ``seal`` covers all the rest, the seal of the event before it included. No foreign
    key leads from here, so that events outlive what they are about.
    """

    stream = models.CharField(max_length=120)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=240)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        """Events are read by stream in order, and by what they are about."""

        constraints = (models.UniqueConstraint(fields=("stream", "number"), name="audit_event_once"),)
        indexes = (models.Index(fields=("subject", "id"), name="audit_event_subject"),)


class Head(models.Model):
    """Where the chain of a stream ends. Its row is the lock of the stream."""

    stream = models.CharField(max_length=120, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)


class SubjectKey(models.Model):
    """The key under which what is attested of a subject is digested.

    Once it is gone, no guess at what a digest stood for can be tried any more.
    """

    subject = models.CharField(max_length=240, primary_key=True)
    key = models.CharField(max_length=64, default=new_key)
