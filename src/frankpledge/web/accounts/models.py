"""People who sign in, the roles they hold, invitations to hold them, and tokens for their programs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone

from frankpledge.registers import roles


class People(BaseUserManager["User"]):
    """Makes users. An address is kept in lower case, so that one person has one account."""

    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> User:
        """Make somebody who can sign in with an address and, where one is given, a password."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of an address, however it is written."""
        return self.get(email=(username or "").strip().lower())


class Attested(models.Model):
    """A row that is saved and attested (``attesting``) in one transaction, or not at all."""

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **named: Any) -> None:
        """Save the row, and its event with it."""
        with transaction.atomic():
            super().save(*args, **named)


class User(Attested, AbstractBaseUser):
    """Somebody who signs in. ``identity`` stands for them where a name may later be erased."""

    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Names in lists."""

        verbose_name = "user"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> roles.Actor:
        """Who this is to the rest of the application, with the roles held now."""
        held = [it.as_held for it in self.grants.all() if it.ended is None] if self.is_active else []
        return roles.Actor(str(self.identity), self.name, tuple(held))


class Grant(Attested):
    """A role that somebody holds or held, for one body, service or area, or for all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.words) for role in roles.Role])
    body = models.CharField(max_length=100, blank=True)
    service = models.CharField(max_length=100, blank=True)
    area = models.CharField(max_length=100, blank=True)
    given = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """No role twice at once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role", "body", "service", "area"],
                condition=models.Q(ended__isnull=True),
                name="one_grant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.as_held.words}"

    @property
    def as_held(self) -> roles.Grant:
        """The grant as the rest of the application reads it."""
        return roles.Grant(roles.Role(self.role), self.body, self.service, self.area)


class Invitation(Attested):
    """Somebody who was asked to join, and the roles they will hold: good for one use, until it expires."""

    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    offers = models.JSONField()
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    taken = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Invitation of {self.email}"

    @property
    def grants(self) -> tuple[roles.Grant, ...]:
        """The roles offered."""
        return tuple(roles.Grant(roles.Role(role), *limits) for role, *limits in self.offers)

    @property
    def stands(self) -> bool:
        """Whether it can still be taken up."""
        return self.taken is None and self.withdrawn is None and self.expires > timezone.now()


class Token(Attested):
    """A secret with which a program reads the API as somebody; kept as a digest that tells nothing of it."""

    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    title = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    """The first letters, by which people know one token from another."""
    scopes = models.JSONField()
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    def good(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return self.ended is None and self.expires > now and self.user.is_active


class Spent(models.Model):
    """How many requests somebody made in one span of time: what limits are held to, for all workers alike."""

    who = models.CharField(max_length=80)
    span = models.BigIntegerField()
    number = models.IntegerField(default=0)

    class Meta:
        """One count for each."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["who", "span"], name="one_count")
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.span}"
