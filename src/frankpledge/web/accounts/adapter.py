"""Who may have an account, by password or by single sign-on: those who were invited."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from frankpledge.web.accounts.factors import acting
from frankpledge.web.accounts.inviting import invitation_for, take_up
from frankpledge.web.accounts.models import User

WRONG_CODE = "This code is not right, or was used already. Type the one that the app shows now."


class Invited(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The address or the password is not right.",
        "too_many_login_attempts": "Too many attempts failed. Wait some minutes, and try again.",
        "rate_limited": "Too many attempts. Wait some minutes, and try again.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not the password you have now.",
        "invalid_password_reset": "This link was used already, or is too old. Ask for a new one.",
        "account_inactive": "This account cannot sign in. An administrator of the office can say why.",
        "same_as_current": "This is the password you have now. Choose another.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody may make an account here: never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody goes who has signed in: to their second factor, where it is due."""
        user = request.user
        due = isinstance(user, User) and acting(user)[1]
        return reverse("mfa_activate_totp") if due else settings.LOGIN_REDIRECT_URL

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody goes who has changed a password."""
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send a message that names the office."""
        from frankpledge.web.office import declared

        super().send_mail(template_prefix, email, {"office": declared().office, **context})


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, refused in plain words."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }


class InvitedElsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on lets in those who have an account or an invitation for a verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether anybody may make an account: never. Invitations are taken up before this is asked."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account this is; answer with a refusal where it is nobody's."""
        if sociallogin.is_existing:
            return
        for one in sociallogin.email_addresses:
            if not one.verified:
                continue
            user = User.objects.filter(email=one.email.strip().lower(), is_active=True).first()
            if user is None and (invitation := invitation_for(one.email)):
                user = take_up(invitation, password=None)
            if user is not None:
                sociallogin.connect(request, user)
                return
        raise ImmediateHttpResponse(redirect("not_invited"))
