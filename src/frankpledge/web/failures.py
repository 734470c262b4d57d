"""Pages for what went wrong: in plain words, with what to do, and nothing of the inside."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.web.busy import AGAIN, is_busy
from frankpledge.web.full_disk import is_full

ASK_FOR_THE_ROLE = "Sign in as somebody who may, or ask an administrator of the office for the role."
SET_UP_FIRST = "It may open once you have set up a second factor: some of your roles need one."


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """Answer a program with what went wrong, as RFC 9457 has it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: int, title: str, what: str, do: str) -> HttpResponse:
    if request.path.endswith((".json", ".csv")) or request.path.startswith("/api/"):
        return problem(status, title, f"{what} {do}")
    return render(request, "web/failure.html", {"title": title, "what": what, "do": do}, status=status)


def unknown_token(request: HttpRequest) -> HttpResponse:
    """Answer where a token opens nothing: it is unknown, has expired or was ended."""
    response = _page(
        request,
        401,
        "This token opens nothing",
        "It is unknown, has expired or was ended.",
        "Send a good one as 'Authorization: Bearer TOKEN', or none.",
    )
    response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer where what was asked cannot be read at all."""
    return _page(
        request,
        400,
        "This cannot be read",
        "The address or what was sent with it holds something that no page of ours asks for.",
        "Begin on the first page, or go back and follow the link again.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer where there is no such page."""
    return _page(
        request,
        404,
        "Page not found",
        "There is nothing at this address, or nothing that you may see.",
        "Check the address, or look for what you want from the start page.",
    )


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer where somebody may not do this."""
    return _page(
        request,
        403,
        "You may not open this",
        "Your role does not include this page or action.",
        SET_UP_FIRST if getattr(request, "factor_due", False) else ASK_FOR_THE_ROLE,
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer where a form was not sent from our own page, or was too old."""
    return _page(
        request,
        403,
        "This form can no longer be sent",
        "The page was open too long, or was not sent from this site.",
        "Go back, reload the page, and send the form again. Nothing was changed.",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer where the application itself failed."""
    error = sys.exc_info()[1]
    if is_full(error):
        return no_room(request)
    if is_busy(error):
        return not_now(request)
    return _page(
        request,
        500,
        "Something went wrong",
        "The page could not be made. Nothing was changed.",
        "Try again; if it happens again, tell the administrator when it happened.",
    )


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer where the disk had no room for what was sent."""
    return _page(
        request,
        507,
        "This could not be kept",
        "The disk of the office's server is full or takes nothing just now. Nothing was changed, and nothing "
        "that was kept before is lost: pages can be read as they were.",
        "Keep what you wrote or wanted to send, tell the administrator, and send it again later.",
    )


def not_now(request: HttpRequest) -> HttpResponse:
    """Answer where another wrote to the database for longer than we wait."""
    response = _page(
        request,
        503,
        "This cannot be kept just now",
        "The records are being written to by somebody or something else for long. Nothing was changed.",
        "Keep what you wrote or wanted to send, wait a moment, and send it again.",
    )
    response["Retry-After"] = str(AGAIN)
    return response


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """Answer where somebody took too many files in a short time; ``wait`` is in seconds."""
    response = _page(
        request,
        429,
        "Too many files at once",
        "More tables and pictures were asked for from here in a minute than the site gives.",
        f"Wait {wait} seconds, then go on more slowly. Programs are better served by the API.",
    )
    response["Retry-After"] = str(wait)
    return response


def too_many_links(request: HttpRequest, wait: int) -> HttpResponse:
    """Answer where one place tried many links that open nothing; ``wait`` is in seconds."""
    response = _page(
        request,
        429,
        "Too many links that open nothing",
        "Many invitations that cannot be used were tried from here.",
        f"Wait {wait} seconds, then open the link of your invitation again.",
    )
    response["Retry-After"] = str(wait)
    return response


def told(request: HttpRequest, error: FrankpledgeError) -> HttpResponse:
    """Answer with an error of ours, which says what is wrong and what to do, but no place on the machine."""
    status = 503 if isinstance(error, BadEnvironment) else 400
    return _page(
        request, status, "That cannot be done", error.what, error.do or "Look again at what was asked."
    )
