"""Somebody's own account: what they may do, and the tokens of their programs; and taking up an invitation."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.adapter import get_adapter as social_adapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from frankpledge.registers.roles import EVERYONE
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts import tokens
from frankpledge.web.accounts.forms import ASKED_OF_PASSWORDS
from frankpledge.web.accounts.inviting import named_by, standing, take_up
from frankpledge.web.accounts.models import Token, User
from frankpledge.web.api.limits import address_of, count
from frankpledge.web.failures import too_many_links
from frankpledge.web.page import Page


def own_user(request: HttpRequest) -> User:
    """Return who has signed in. The route has made sure that somebody has."""
    assert isinstance(request.user, User)
    return request.user


DAYS = f"Type a whole number from 1 to {tokens.LONGEST}."


class TokenForm(forms.Form):
    """What a new token is for."""

    title = forms.CharField(
        max_length=100,
        label="What it is for",
        help_text="So that you know it again, such as: weekly sheet.",
        error_messages={"required": "Say what it is for."},
    )
    scopes = forms.MultipleChoiceField(
        choices=list(tokens.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        label="What it may read",
        error_messages={"required": "Choose at least one."},
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=tokens.LONGEST,
        initial=90,
        label="Days it lasts",
        help_text=f"From 1 to {tokens.LONGEST}.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS),
    )


class JoinForm(forms.Form):
    """Somebody's name as it will stand beside what they do, and a password."""

    name = forms.CharField(
        max_length=200,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name."},
    )
    password = forms.CharField(
        label="Password",
        help_text=ASKED_OF_PASSWORDS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type a password."},
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password again."},
    )

    def __init__(self, *given: object, email: str, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.email = email

    def clean(self) -> None:
        """Hold the password to the rules, and to its repetition."""
        told = self.cleaned_data
        if "password" not in told:
            return
        if told["password"] != told.get("again"):
            self.add_error("again", "This is not the password above. Type it again.")
        try:
            validate_password(told["password"], User(email=self.email, name=told.get("name", "")))
        except forms.ValidationError as error:
            self.add_error("password", error)


def account(request: HttpRequest) -> Page:
    """Show somebody's account."""
    user = own_user(request)
    context = {"person": user, "grants": user.actor.grants, "password": user.has_usable_password()}
    return Page("account/account.html", "Your account", context)


@reauthentication_required  # type: ignore[untyped-decorator]
def own_tokens(request: HttpRequest) -> Page:
    """List somebody's tokens, and make one: it is shown on this answer alone."""
    user = own_user(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = own = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        _, secret = tokens.make(user, title=told["title"], scopes=told["scopes"], days=told["days"])
        calendar = tokens.CALENDAR in told["scopes"]
        own = f"{settings.ADDRESS}{reverse('own-calendar', args=[secret])}" if calendar else ""
        form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "calendar": own,
        "tokens": user.tokens.order_by("-made"),
        "scopes": tokens.SCOPES,
    }
    return Page("account/tokens.html", "Tokens for programs", context)


def end_token(request: HttpRequest, identity: UUID) -> HttpResponseBase:
    """End a token of one's own."""
    token = Token.objects.filter(identity=identity, user=own_user(request)).first()
    if token is None:
        raise Http404
    tokens.end(token, by=actor_of(request))
    messages.success(request, f"The token “{token.title}” opens nothing any more.")
    return redirect("own_tokens")


def join(request: HttpRequest, word: str) -> Page | HttpResponseBase:
    """Take an invitation up with a password; or by single sign-on, which the page leads to.

    A link that opens nothing answers alike, whyever it does. Whoever tries many that we never signed waits;
    whoever holds one that we signed does not, for it cannot be guessed.
    """
    identity = named_by(word)
    tries = f"join:{address_of(request)}"
    if identity is None and (wait := count(tries, *settings.JOIN_LIMIT)):
        return too_many_links(request, wait)
    invitation = standing(identity) if identity else None
    if invitation is None:
        return Page("account/join_over.html", "This invitation can no longer be used", status=410)
    given = request.POST if request.method == "POST" else None
    form = JoinForm(given, email=invitation.email, initial={"name": invitation.name})
    if given is not None and form.is_valid():
        told = form.cleaned_data
        user = take_up(invitation, password=told["password"], name=told["name"])
        record_authentication(request, user, method="password", email=user.email)
        made: HttpResponseBase = perform_login(request, user)
        return made
    context = {
        "form": form,
        "invitation": invitation,
        "providers": social_adapter().list_providers(request),
    }
    return Page("account/join.html", "Join the office", context)


ROUTES = (
    Route("account", "accounts/", account, get=EVERYONE, signed_in=True),
    Route("own_tokens", "accounts/tokens/", own_tokens, get=EVERYONE, post=EVERYONE, signed_in=True),
    Route("end_token", "accounts/tokens/<uuid:identity>/end/", end_token, post=EVERYONE, signed_in=True),
    Route("join", "join/<str:word>/", join, get=EVERYONE, post=EVERYONE),
)
