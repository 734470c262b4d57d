"""Who may open what: every address of the application is a route, and every route says who may use it.

Addresses are made from routes alone, and :func:`guarded` stands before every view: what no route allows to
somebody, nobody reaches. ``tools/build_reference.py`` prints the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from frankpledge.registers.roles import Actor, Role
from frankpledge.web.failures import problem
from frankpledge.web.page import Page, answer

View = Callable[..., Page | HttpResponseBase]
FORMS = ("", "json", "csv")
"""In what a page of data is given: as a page, and after a dot as JSON or CSV."""


@dataclass(frozen=True)
class Route:
    """One address: what is there, and which roles may read it (``get``) and send to it (``post``)."""

    name: str
    path: str
    view: View
    get: frozenset[Role] = field(default_factory=frozenset)
    post: frozenset[Role] = field(default_factory=frozenset)
    data: bool = False
    """Whether the page is also given as ``.json`` and ``.csv``."""
    signed_in: bool = False
    """Whether one must have signed in, whatever one's roles."""
    scoped: tuple[str, ...] = ()
    """By which limits of roles the view narrows what it shows: some of ``SCOPES``.

    A role that is limited opens only routes that narrow by all its limits; of all others it opens none.
    """
    token: str = ""
    """The scope that a token must have. Tokens open no route that names none."""

    def roles(self, method: str) -> frozenset[Role]:
        """Return who may use a method. HEAD is as GET; of methods no route has, nobody may use any."""
        return {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method, frozenset())

    def allows(self, actor: Actor, method: str) -> bool:
        """Whether somebody may use a method here."""
        held = actor.roles_within(self.scoped)
        return bool(held & self.roles(method)) and (bool(actor.identity) or not self.signed_in)

    @property
    def methods(self) -> list[str]:
        """The methods that somebody may use."""
        return [method for method in ("GET", "HEAD", "POST") if self.roles(method)]


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes a request, as the session or token says."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by accounts.acting


def guarded(route: Route, form: str = "") -> Callable[..., HttpResponseBase]:
    """Return a view that only those whom its route allows can reach, and that answers in one form."""

    @wraps(route.view)
    def view(request: HttpRequest, **named: object) -> HttpResponseBase:
        allowed = route.roles(request.method or "")
        if not allowed:
            refused = HttpResponseNotAllowed(route.methods)
            if route.token:
                told = problem(405, "Read only", "The API changes nothing: use GET.")
                refused.content, refused["Content-Type"] = told.content, told["Content-Type"]
            return refused
        actor = actor_of(request)
        held = getattr(request, "token_scopes", None)
        if held is not None and (not route.token or route.token not in held):
            raise PermissionDenied(f"This needs a token with the scope {route.token}." if route.token else "")
        if not route.allows(actor, request.method or ""):
            if not actor.identity and not form and not route.token:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied
        found = route.view(request, **named)
        return answer(request, found, form) if isinstance(found, Page) else found

    # What nobody may send to refuses by its method, whether or not a form's secret comes along.
    return view if route.post else csrf_exempt(view)
