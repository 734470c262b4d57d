"""What is asked of a password, in plain words. What is held to what is Django's."""

from __future__ import annotations

from django.contrib.auth import password_validation as django

LENGTH = 12
"""The fewest characters of a password."""


class LongEnough(django.MinimumLengthValidator):
    """So many characters at least."""

    def __init__(self) -> None:
        super().__init__(LENGTH)

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return f"This password is too short. Use at least {LENGTH} characters."

    def get_help_text(self) -> str:
        """Say what is asked."""
        return f"At least {LENGTH} characters."


class NotLikeThePerson(django.UserAttributeSimilarityValidator):
    """Nothing like the person's name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return "This password is too similar to your name or e-mail address. Use something else."

    def get_help_text(self) -> str:
        """Say what is asked."""
        return "Nothing like your name or e-mail address."


class NotCommon(django.CommonPasswordValidator):
    """None of those that many people use."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return "This is a password that many people use. Use another, such as four words drawn by chance."

    def get_help_text(self) -> str:
        """Say what is asked."""
        return "Not one that many people use."
