"""The audit trail for those who audit: whether all of it holds, and who did what to what."""

from __future__ import annotations

from django.http import HttpRequest

from frankpledge.audit.models import Event
from frankpledge.audit.noted import noted_in_releases
from frankpledge.audit.queries import heads
from frankpledge.records.verifying import verify
from frankpledge.registers.roles import Role
from frankpledge.web.access import Route
from frankpledge.web.accounts.models import User
from frankpledge.web.accounts.naming import called
from frankpledge.web.accounts.verifying import verify as verify_accounts
from frankpledge.web.office import office_folder, registers
from frankpledge.web.page import Page, Rows

AUDITORS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
MOST_SHOWN = 200


def trail(request: HttpRequest) -> Page:
    """Show the newest events of all streams or of one, and on a press whether the whole trail holds."""
    stream, subject = request.GET.get("stream", ""), request.GET.get("subject", "").strip()
    found = Event.objects.order_by("-id")
    if stream:
        found = found.filter(stream=stream)
    if subject:
        found = found.filter(subject=subject)
    people = {str(user.identity): user.name for user in User.objects.all()}
    events = [
        (one.at, called(one.actor, people), one.action, one.subject, one.stream) for one in found[:MOST_SHOWN]
    ]
    verified = None
    if request.method == "POST":
        noted = noted_in_releases(office_folder())
        breaches = (*verify(noted, registers()), *verify_accounts())
        verified = {"breaches": breaches, "releases": sum(map(bool, noted))}
    context = {
        "events": events,
        "streams": sorted(heads()),
        "stream": stream,
        "subject": subject,
        "verified": verified,
        "total": found.count(),
    }
    columns = ("at", "who", "did", "to", "stream")
    rows = [(at.isoformat(), who, did, to, of) for at, who, did, to, of in events]
    return Page("web/trail.html", "Audit trail", context, Rows(columns, rows))


ROUTES = (Route("trail", "trail/", trail, get=AUDITORS, post=AUDITORS, data=True),)
