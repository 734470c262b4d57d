"""People who sign in, and the roles they hold."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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


class User(AbstractBaseUser):
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
        """Who this is to the rest of the application."""
        granted = [grant.as_held for grant in self.grants.all()] if self.is_active else []
        return roles.Actor(str(self.identity), self.name, tuple(granted))


class Grant(models.Model):
    """A role that somebody holds, for one body, service or area, or for all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.words) for role in roles.Role])
    body = models.CharField(max_length=100, blank=True)
    service = models.CharField(max_length=100, blank=True)
    area = models.CharField(max_length=100, blank=True)

    class Meta:
        """No role twice."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "body", "service", "area"], name="one_grant")
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role}"

    @property
    def as_held(self) -> roles.Grant:
        """The grant as the rest of the application reads it."""
        return roles.Grant(roles.Role(self.role), self.body, self.service, self.area)
