"""Signing in and out, passwords, second factors and sessions: those of allauth's views that are served."""

from __future__ import annotations

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessions
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import register_converter

from frankpledge.registers.roles import EVERYONE, Role
from frankpledge.web.access import Route, View
from frankpledge.web.accounts.browsers import in_words
from frankpledge.web.page import Page


class Base36:
    """A number in letters and digits, as links that reset a password carry."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


register_converter(Base36, "base36")


def _titled(view: View, title: str) -> View:
    """Return a view whose page has a title, and which no cache keeps."""

    @wraps(view)
    def titled(request: HttpRequest, **named: object) -> HttpResponseBase:
        made = view(request, **named)
        assert isinstance(made, HttpResponseBase)
        if isinstance(made, TemplateResponse) and made.context_data is not None:
            made.context_data.setdefault("title", title)
        made.headers.setdefault("Cache-Control", "no-store")
        return made

    return titled


def own_sessions(request: HttpRequest) -> HttpResponseBase:
    """List where somebody is signed in, each browser by its common name."""
    made: HttpResponseBase = sessions.list_usersessions(request)
    if isinstance(made, TemplateResponse) and made.context_data is not None:
        for one in made.context_data["sessions"]:
            one.browser = in_words(one.user_agent)
    return made


def by_invitation(_request: HttpRequest) -> Page:
    """Say how one comes to have an account."""
    return Page("account/signup_closed.html", "Accounts are by invitation", public=True)


def not_invited(_request: HttpRequest) -> Page:
    """Say that single sign-on knows somebody whom nobody here has invited."""
    return Page("socialaccount/not_invited.html", "You have no account here", status=403)


def _open(name: str, path: str, view: View, title: str, *, post: bool = True) -> Route:
    """Return a route for whoever signs in, and so for everybody."""
    senders = EVERYONE if post else frozenset[Role]()
    return Route(name, f"accounts/{path}", _titled(view, title), EVERYONE, senders)


def _own(name: str, path: str, view: View, title: str, *, post: bool = True) -> Route:
    """Return a route for those who have signed in, about themselves alone."""
    made = _open(name, path, view, title, post=post)
    return Route(made.name, made.path, made.view, made.get, made.post, signed_in=True)


# Second factors are changed in one transaction with what the audit trail attests of them.
ROUTES = (
    _open("account_login", "login/", account.login, "Sign in"),
    _open("account_logout", "logout/", account.logout, "Sign out"),
    _open("account_inactive", "inactive/", account.account_inactive, "This account is closed", post=False),
    Route("account_signup", "accounts/signup/", by_invitation, get=EVERYONE),
    Route("not_invited", "accounts/not-invited/", not_invited, get=EVERYONE),
    _open("account_reset_password", "password/reset/", account.password_reset, "Reset your password"),
    _open(
        "account_reset_password_done",
        "password/reset/done/",
        account.password_reset_done,
        "Check your e-mail",
        post=False,
    ),
    _open(
        "account_reset_password_from_key",
        "password/reset/key/<base36:uidb36>-<str:key>/",
        account.password_reset_from_key,
        "Choose a new password",
    ),
    _open(
        "account_reset_password_from_key_done",
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        "Your password is changed",
        post=False,
    ),
    _open("mfa_authenticate", "2fa/authenticate/", mfa.authenticate, "Enter the code of your second factor"),
    _open("openid_connect_login", "oidc/<slug:provider_id>/login/", oidc.login, "Sign in"),
    _open(
        "openid_connect_callback",
        "oidc/<slug:provider_id>/login/callback/",
        oidc.callback,
        "Sign in",
        post=False,
    ),
    _open(
        "socialaccount_login_cancelled",
        "3rdparty/login/cancelled/",
        social.login_cancelled,
        "You did not sign in",
        post=False,
    ),
    _open(
        "socialaccount_login_error",
        "3rdparty/login/error/",
        social.login_error,
        "Signing in did not work",
        post=False,
    ),
    _own("account_reauthenticate", "reauthenticate/", account.reauthenticate, "Confirm that it is you"),
    _own("mfa_reauthenticate", "2fa/reauthenticate/", mfa.reauthenticate, "Confirm that it is you"),
    _own("account_change_password", "password/change/", account.password_change, "Change your password"),
    _own("account_set_password", "password/set/", account.password_set, "Set a password"),
    _own("mfa_index", "2fa/", mfa.index, "Second factor", post=False),
    _own(
        "mfa_activate_totp",
        "2fa/totp/activate/",
        transaction.atomic(totp.activate_totp),
        "Set up a second factor",
    ),
    _own(
        "mfa_deactivate_totp",
        "2fa/totp/deactivate/",
        transaction.atomic(totp.deactivate_totp),
        "Remove your second factor",
    ),
    _own(
        "mfa_view_recovery_codes",
        "2fa/recovery-codes/",
        recovery.view_recovery_codes,
        "Recovery codes",
        post=False,
    ),
    _own(
        "mfa_generate_recovery_codes",
        "2fa/recovery-codes/generate/",
        transaction.atomic(recovery.generate_recovery_codes),
        "Make new recovery codes",
    ),
    _own(
        "mfa_download_recovery_codes",
        "2fa/recovery-codes/download/",
        recovery.download_recovery_codes,
        "Recovery codes",
        post=False,
    ),
    _own("usersessions_list", "sessions/", own_sessions, "Where you are signed in"),
)
