"""The library's forms of signing in, in this application's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import EmailValidator

WORDS = {
    "login": ("E-mail address", "Type your e-mail address."),
    "email": ("E-mail address", "Type your e-mail address."),
    "oldpassword": ("Password you have now", "Type the password that you have now."),
    "password": ("Password", "Type your password."),
    "password1": ("New password", "Type a new password."),
    "password2": ("New password again", "Type the new password again."),
    "code": ("Code", "Type the code."),
}
"""What fields are called, and what is said where one was left empty."""
NO_ADDRESS = "This is not an e-mail address. One looks like a.name@office.example."
ASKED_OF_PASSWORDS = " ".join(password_validators_help_texts())
HELP = {"password1": ASKED_OF_PASSWORDS}
"""What is said above a field: pages have the one link to a new password themselves."""


class Plain(forms.Form):
    """A form whose fields are named and refused in plain words, and say nothing twice."""

    words: ClassVar[Mapping[str, tuple[str, str]]] = WORDS

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            field.label, empty = self.words[name]
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)  # It goes as one types, and the label stays.
            field.error_messages |= {"required": empty, "invalid": NO_ADDRESS}
            if isinstance(field, forms.EmailField):
                field.validators = [EmailValidator(message=NO_ADDRESS)]


class SignIn(Plain, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class AskForLink(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """The address that a link to a new password goes to."""


class ChangePassword(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    """The password of now, and a new one twice."""


class SetPassword(Plain, account.SetPasswordForm):  # type: ignore[misc]
    """A password for who had none."""


class NewPassword(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by a link."""


class Again(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before what is sensitive."""


class SecondFactor(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code of an app, or of recovery."""


class SecondFactorAgain(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, before what is sensitive."""


class SetUp(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that is being set up."""

    words: ClassVar[Mapping[str, tuple[str, str]]] = {
        "code": ("Authenticator code", "Type the code that the app shows.")
    }
