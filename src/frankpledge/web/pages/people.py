"""People of the office and the roles they hold: for administrators."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string

from frankpledge.errors import FrankpledgeError
from frankpledge.registers.roles import MEMBERS, Actor, Grant, Role
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts import inviting, managing
from frankpledge.web.accounts.factors import needs_factor
from frankpledge.web.accounts.models import Grant as HeldGrant
from frankpledge.web.accounts.models import Invitation, User
from frankpledge.web.office import declared
from frankpledge.web.page import Page, Rows

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
LIMITS = {"body": "Body", "service": "Service", "area": "Area"}


class GrantForm(forms.Form):
    """A role, and for whom."""

    role = forms.ChoiceField(
        choices=[(role.value, role.words) for role in Role if role in MEMBERS], label="Role"
    )
    body = forms.CharField(
        max_length=100,
        required=False,
        label="For one body only",
        help_text="Its short name, such as that of a force or partner. Leave blank for all.",
    )
    service = forms.CharField(max_length=100, required=False, label="For one service only")
    area = forms.CharField(max_length=100, required=False, label="For one area only")

    @property
    def grant(self) -> Grant:
        """The role as it was chosen."""
        told = self.cleaned_data
        return Grant(Role(told["role"]), *(told[name].strip() for name in LIMITS))


class InviteForm(GrantForm):
    """Whom to invite, and to what."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(max_length=200, label="Name")
    field_order = ("email", "name", "role", "body", "service", "area")


def people(_request: HttpRequest) -> Page:
    """List everybody who has an account, and invitations that stand."""
    users = User.objects.prefetch_related("grants").order_by("name", "email")
    rows = [
        (one.name, one.email, "; ".join(it.words for it in one.actor.grants), one.is_active, one.last_login)
        for one in users
    ]
    context = {
        "people": users,
        "invitations": [one for one in Invitation.objects.order_by("-made") if one.stands],
    }
    columns = ("name", "email", "roles", "active", "last_signed_in")
    return Page("web/people/list.html", "People", context, rows=Rows(columns, rows))


@reauthentication_required  # type: ignore[untyped-decorator]
def invite(request: HttpRequest) -> Page:
    """Invite somebody; the link is sent to them, and shown on this answer alone."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = inviting.invite(
                by=actor_of(request), email=told["email"], name=told["name"], grants=[form.grant]
            )
        except FrankpledgeError as error:
            form.add_error(None, f"{error.what} {error.do}".strip())
        else:
            link = inviting.link_of(made)
            context = {"invitation": made, "link": link, "sent": _send(made, link)}
            return Page("web/people/invited.html", f"{made.name} is invited", context)
    return Page("web/people/invite.html", "Invite somebody", {"form": form})


def _send(invitation: Invitation, link: str) -> bool:
    """Send an invitation, and return whether the server took it; without one nothing is sent."""
    if not settings.EMAIL_HOST:
        return False
    body = declared().office.body
    context = {"invitation": invitation, "link": link, "body": body}
    text = render_to_string("web/people/invitation.txt", context)
    message = EmailMessage(f"Invitation to {body}", text, to=[invitation.email])
    try:
        return bool(message.send())
    except OSError:
        return False


def withdraw(request: HttpRequest, identity: UUID) -> HttpResponseBase:
    """Take an invitation back."""
    invitation = Invitation.objects.filter(identity=identity).first()
    if invitation is None:
        raise Http404
    inviting.withdraw(invitation, by=actor_of(request))
    messages.success(request, f"The invitation of {invitation.name} is withdrawn.")
    return redirect("people")


@reauthentication_required  # type: ignore[untyped-decorator]
def person(request: HttpRequest, identity: UUID) -> Page | HttpResponseBase:
    """Show one person with the roles held now and before, and give another."""
    user = _user(identity)
    form = GrantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            managing.give(user, form.grant, by=actor_of(request))
        except FrankpledgeError as error:
            form.add_error(None, f"{error.what} {error.do}".strip())
        else:
            messages.success(request, f"{user.name} is now {form.grant.words}.")
            return redirect("person", identity=identity)
    grants = user.grants.order_by("-given")
    context = {
        "person": user,
        "held": [it for it in grants if it.ended is None],
        "past": [it for it in grants if it.ended is not None],
        "form": form,
        "factor": is_mfa_enabled(user),
        "needs_factor": needs_factor(user.actor),
    }
    return Page("web/people/person.html", user.name, context)


@reauthentication_required  # type: ignore[untyped-decorator]
def end_grant(request: HttpRequest, identity: UUID, number: int) -> HttpResponseBase:
    """End a role of somebody."""
    grant = HeldGrant.objects.select_related("user").filter(pk=number, user__identity=identity).first()
    if grant is None:
        raise Http404
    managing.end(grant, by=actor_of(request))
    messages.success(request, f"{grant.user.name} is no longer {grant.as_held.words}.")
    return redirect("person", identity=identity)


def _changing(change: Callable[..., None], words: str) -> Callable[..., HttpResponseBase]:
    """Return a view that makes one change of one person."""

    @reauthentication_required  # type: ignore[untyped-decorator]
    def view(request: HttpRequest, identity: UUID) -> HttpResponseBase:
        """Make the change and show the person."""
        user = _user(identity)
        by: Actor = actor_of(request)
        change(user, by=by)
        messages.success(request, words.format(name=user.name))
        return redirect("person", identity=identity)

    return view  # type: ignore[no-any-return]


def _user(identity: UUID) -> User:
    user = User.objects.filter(identity=identity).first()
    if user is None:
        raise Http404
    return user


deactivate = _changing(managing.deactivate, "{name} can no longer sign in.")
reactivate = _changing(managing.reactivate, "{name} can sign in again.")
drop_factor = _changing(managing.drop_factor, "{name} has no second factor any more, and is signed out.")

ROUTES = (
    Route("people", "people/", people, get=ADMINISTRATORS, data=True),
    Route("invite", "people/invite/", invite, get=ADMINISTRATORS, post=ADMINISTRATORS),
    Route(
        "withdraw_invitation", "people/invitations/<uuid:identity>/withdraw/", withdraw, post=ADMINISTRATORS
    ),
    Route("person", "people/<uuid:identity>/", person, get=ADMINISTRATORS, post=ADMINISTRATORS),
    Route("end_grant", "people/<uuid:identity>/roles/<int:number>/end/", end_grant, post=ADMINISTRATORS),
    Route("deactivate", "people/<uuid:identity>/deactivate/", deactivate, post=ADMINISTRATORS),
    Route("reactivate", "people/<uuid:identity>/reactivate/", reactivate, post=ADMINISTRATORS),
    Route("drop_factor", "people/<uuid:identity>/drop-factor/", drop_factor, post=ADMINISTRATORS),
)
