"""The library's forms of signing in, in this application's words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.validators import EmailValidator

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Password you have now",
    "password": "Password",
    "password1": "New password",
    "password2": "New password again",
}
"""What fields are called; one that is not here keeps its name."""
NO_ADDRESS = "This is no e-mail address. One looks like a.name@office.example."


class Plain(forms.Form):
    """A form whose fields are named and refused in plain words, and say nothing twice."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)  # It goes as one types, and the label stays.
            field.error_messages |= {
                "required": f"Type your {str(field.label).lower()}.",
                "invalid": NO_ADDRESS,
            }
            if isinstance(field, forms.EmailField):
                field.validators = [EmailValidator(message=NO_ADDRESS)]
            if name == "password":
                field.help_text = ""  # The page has the one link to a new password.


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
