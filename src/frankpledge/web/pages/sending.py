"""What partners send: what they owe, files checked row by row before they go, the office taking them in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from frankpledge.errors import BadEnvironment, BadInput, FrankpledgeError
from frankpledge.registers.roles import Role
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts.models import User
from frankpledge.web.models import Upload
from frankpledge.web.office import sender_title
from frankpledge.web.owed import OWED, SENDERS, bodies_of, returns_of
from frankpledge.web.page import Page, Rows
from frankpledge.web.uploading import path_of, receive, recheck, send, take_back, take_upload_in

TAKERS = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
MOST_WRONG = 200
"""More wrong rows than this are in the file of answers alone."""


def sending(request: HttpRequest) -> Page | HttpResponse:
    """Show what a partner owes and has sent, and take a file to be checked."""
    actor = actor_of(request)
    bodies = bodies_of(actor)
    problem = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        body = request.POST.get("body", bodies[0] if len(bodies) == 1 else "")
        if body not in bodies:
            raise PermissionDenied
        if sent is None or not isinstance(request.user, User):
            problem = "No file was chosen. Choose one."
        else:
            try:
                upload, _ = receive(sent, body, request.user)
            except BadEnvironment:
                raise
            except FrankpledgeError as error:
                problem = f"{error.what} {error.do or ''}".strip().capitalize()
            else:
                return redirect("upload", pk=upload.pk)
    listed = sorted((one for body in bodies for one in returns_of(body)), key=lambda one: one.due)
    owed = [one for one in listed if one.standing in OWED]
    uploads = Upload.objects.filter(body__in=bodies).exclude(state=Upload.State.BACK)[:100]
    context = {
        "bodies": [(one, sender_title(one)) for one in bodies],
        "returns": [
            ("What you owe", owed),
            ("What came", [one for one in reversed(listed) if one.standing not in OWED]),
        ],
        "listed": bool(listed),
        "uploads": uploads,
        "problem": problem,
    }
    columns = ("body", "return", "period end", "due", "standing", "received", "days late", "changed")
    rows = [
        (
            one.body,
            one.name,
            one.period_end,
            one.due,
            one.standing.value,
            one.received,
            one.days_late,
            one.changed,
        )
        for one in reversed(listed)
    ]
    return Page(
        "web/sending.html", "Send returns", context, Rows(columns, rows), status=422 if problem else 200
    )


def upload(request: HttpRequest, pk: uuid.UUID) -> Page | HttpResponse:
    """Show what is wrong in a file, to its sender's body alone; send it or take it back."""
    actor, held = actor_of(request), _upload(request, pk)
    if request.method == "POST":
        if request.POST.get("do") == "send":
            send(held, actor)
            messages.success(request, "Sent to the office.")
        else:
            take_back(held, actor)
            messages.success(request, "Taken back: the file is gone.")
        return redirect("sending")
    wrong, told = [], []
    if held.state in (Upload.State.CHECKED, Upload.State.SENT):
        checked = recheck(held)
        wrong, told = checked.wrong, checked.coverage
    context = {
        "upload": held,
        "wrong": wrong[:MOST_WRONG],
        "more": max(0, len(wrong) - MOST_WRONG),
        "told": told,
        "checked": held.state == Upload.State.CHECKED,
        "open": held.state in (Upload.State.CHECKED, Upload.State.SENT),
    }
    return Page("web/upload.html", held.name, context)


def answers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the wrong rows of a file back to its sender, with what is wrong beside each."""
    held = _upload(request, pk)
    if not path_of(held).is_file():
        raise Http404
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(recheck(held).answer(), content_type=kind)
    name = f"{held.name.rpartition('.')[0]} - to put right.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _upload(request: HttpRequest, pk: uuid.UUID) -> Upload:
    """Return an upload of a body for which somebody sends: rows of others are nobody's to see here."""
    held = Upload.objects.filter(pk=pk, body__in=bodies_of(actor_of(request))).first()
    if held is None:
        raise Http404
    return held


def received(request: HttpRequest) -> Page | HttpResponse:
    """List what partners sent, for the office to take in: counts of rows, never the rows."""
    if request.method == "POST":
        held = Upload.objects.filter(pk=_uuid(request.POST.get("upload", ""))).first()
        if held is None:
            raise Http404
        try:
            accepted, refused = take_upload_in(held, actor_of(request))
        except BadEnvironment:
            raise
        except FrankpledgeError as error:
            raise BadInput(error.what, do=error.do) from None
        words = (
            f"Took {held.name} in: {accepted:,} rows, {refused:,} refused. Build again to see them counted."
        )
        messages.success(request, words)
        return redirect("received")
    uploads = Upload.objects.exclude(state__in=(Upload.State.CHECKED, Upload.State.BACK)).select_related(
        "person"
    )
    columns = ("sent", "body", "name", "table", "rows", "refused", "state")
    rows = [
        (
            one.at.isoformat(),
            one.body,
            one.name,
            one.table,
            one.accepted,
            one.refused,
            one.get_state_display(),
        )
        for one in uploads[:500]
    ]
    listed = [(one, sender_title(one.body)) for one in uploads[:500]]
    return Page("web/received.html", "Returns received", {"uploads": listed}, Rows(columns, rows))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


ROUTES = (
    Route("sending", "sending/", sending, get=SENDERS, post=SENDERS, data=True, scoped=("body",)),
    Route("upload", "sending/<uuid:pk>/", upload, get=SENDERS, post=SENDERS, scoped=("body",)),
    Route("answers", "sending/<uuid:pk>/answers.xlsx", answers, get=SENDERS, scoped=("body",)),
    Route("received", "received/", received, get=TAKERS, post=TAKERS, data=True),
)
