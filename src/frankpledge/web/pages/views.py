"""Views of the explorer that people keep: saved under a name, shared with the office, dropped again."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from frankpledge.errors import WrongUse
from frankpledge.registers.roles import MEMBERS, SCOPES, STAFF, Actor
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts.models import User
from frankpledge.web.models import SavedView
from frankpledge.web.page import Page, Rows

MOST_VIEWS = 200


def views_for(actor: Actor) -> QuerySet[SavedView]:
    """Return a person's own views and, for staff, those that others of the office share."""
    if not actor.identity:
        return SavedView.objects.none()
    seen = Q(owner__identity=actor.identity)
    if actor.whole & STAFF:
        seen |= Q(shared=True)
    return SavedView.objects.filter(seen).select_related("owner")


def views(request: HttpRequest) -> Page:
    """List the saved views that somebody sees."""
    actor = actor_of(request)
    seen = list(views_for(actor))
    links = [f"{reverse('explore')}?{one.query}" for one in seen]
    held = [
        (one, link, str(one.owner.identity) == actor.identity) for one, link in zip(seen, links, strict=True)
    ]
    rows = [(one.name, one.owner.name, one.shared, link) for one, link in zip(seen, links, strict=True)]
    return Page(
        "web/views.html", "Saved views", {"views": held}, Rows(("name", "by", "shared", "link"), rows)
    )


def save(request: HttpRequest) -> HttpResponse:
    """Save a question of the explorer under a name, or under the same name again."""
    person = request.user
    name, query = request.POST.get("name", "").strip()[:120], request.POST.get("query", "")[:2000]
    if not isinstance(person, User):
        raise Http404
    if not name:
        raise WrongUse("the view has no name.", do="Go back and write one.")
    own = SavedView.objects.filter(owner=person)
    if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
        raise WrongUse(f"you have {MOST_VIEWS} views already.", do="Drop one first.")
    shared = request.POST.get("shared") == "yes"
    SavedView.objects.update_or_create(owner=person, name=name, defaults={"query": query, "shared": shared})
    messages.success(request, f"Saved “{name}”.")
    return redirect("views")


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one of a person's own views."""
    dropped, _ = SavedView.objects.filter(pk=pk, owner__identity=actor_of(request).identity).delete()
    if not dropped:
        raise Http404
    messages.success(request, "Dropped the view.")
    return redirect("views")


ROUTES = (
    Route("views", "explore/views/", views, get=MEMBERS, data=True, scoped=SCOPES),
    Route("save-view", "explore/views/save/", save, post=MEMBERS, scoped=SCOPES),
    Route("drop-view", "explore/views/<int:pk>/drop/", drop, post=MEMBERS, scoped=SCOPES),
)
