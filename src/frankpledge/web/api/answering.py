"""Answers of the API: rows as JSON in pages, marked so that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from frankpledge.web.access import Route, actor_of
from frankpledge.web.api import figures, kept
from frankpledge.web.api.limits import spend
from frankpledge.web.api.resource import Resource, asked, packed
from frankpledge.web.failures import problem

VERSION = "api/v1/"
RESOURCES: tuple[Resource, ...] = (
    figures.FIGURES,
    figures.FINDINGS,
    figures.MEASURES,
    kept.TABLES,
    kept.RELEASES,
    kept.REGISTERS,
    kept.RECORDS,
)


def _serving(resource: Resource) -> Callable[..., HttpResponse]:
    """Return the view of a resource."""

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        """Answer with one page of its rows."""
        if wait := spend(request):
            refused = problem(429, "Too many requests", "Wait, then go on more slowly.")
            refused["Retry-After"] = str(wait)
            return refused
        ask = asked(resource, actor_of(request), dict(request.GET.lists()), path)
        found = resource.fetch(ask)
        mark = quote_etag(found.mark) if found.mark else ""
        if mark and mark in [
            one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))
        ]:
            return _headed(request, HttpResponseNotModified(), mark)
        following = None
        if found.after is not None:
            query = request.GET.copy()
            query["cursor"] = packed(found.after)
            following = f"{request.path}?{query.urlencode()}"
        body = {"data": list(found.rows), "from": found.mark or None, "next": following}
        response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return _headed(request, response, mark)

    return view


def _headed(request: HttpRequest, response: HttpResponse, mark: str) -> HttpResponse:
    """Return an answer that says how long it holds and for whom."""
    own = bool(actor_of(request).identity)
    if mark:
        response["ETag"] = mark
    patch_cache_control(response, no_cache=True, **{"private" if own else "public": True})
    patch_vary_headers(response, ("Authorization",))
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if not own:
        # What everybody may read, a page of anybody may read too; there are no cookies here to misuse.
        response["Access-Control-Allow-Origin"] = "*"
    return response


def resource_routes() -> tuple[Route, ...]:
    """Return the routes of all resources."""
    return tuple(
        Route(
            f"api-{one.name}",
            VERSION + one.path,
            _serving(one),
            get=one.roles,
            token=one.scope,
            scoped=one.scoped,
        )
        for one in RESOURCES
    )
