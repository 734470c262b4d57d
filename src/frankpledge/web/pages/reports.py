"""Drafts of reports: made, signed off and released, by those whose work it is."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from frankpledge.builds.asking import newest_quarter
from frankpledge.errors import WrongUse
from frankpledge.periods import month_key, parse_period
from frankpledge.publication.kinds.reading import QUARTERLY, read_kind, read_kinds
from frankpledge.registers.roles import STAFF, Role
from frankpledge.releases.drafts import ABOUT, draft_folder, files_in
from frankpledge.releases.sign_offs import State
from frankpledge.releases.signing import report_standing
from frankpledge.releases.telling import how_it_stands
from frankpledge.web.access import Route, actor_of
from frankpledge.web.jobs import job_named, start
from frankpledge.web.office import current_build, office_folder, registers
from frankpledge.web.page import Page, Rows
from frankpledge.web.register_reports import registers_of
from frankpledge.web.report_files import given

WRITERS = frozenset({Role.AUTHOR, Role.ANALYST})
CHECKERS = frozenset({Role.ANALYST, Role.AUTHOR, Role.SECRETARY})
APPROVERS = frozenset({Role.APPROVER})
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def reports(request: HttpRequest) -> Page | HttpResponse:
    """List the drafts, and offer to begin a report."""
    actor = actor_of(request)
    build = current_build()
    quarter = None if build is None else newest_quarter(build)
    drafts = _drafts()
    context = {
        "drafts": drafts,
        "may_write": bool(actor.whole & WRITERS),
        "quarter": "" if quarter is None else quarter.label,
        "kinds": [(one.id, one.summary) for one in read_kinds(office_folder()).values()],
        "counted": [one.title for one in registers().values() if one.tables],
    }
    return Page("web/reports/list.html", "Reports", context, Rows(("key", "title", "standing"), drafts))


def _drafts() -> list[tuple[str, str, str]]:
    folder = office_folder() / "reports"
    found = []
    for place in sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []:
        if (place / ABOUT).is_file():
            standing = report_standing(office_folder(), place.name)
            found.append((place.name, standing.files.draft.title, how_it_stands(standing)))
    return found


def begin(request: HttpRequest) -> HttpResponse:
    """Begin the texts of a report of some kind and period, or make the report: as a job."""
    kind = read_kind(request.POST.get("kind", QUARTERLY), office_folder())
    period = parse_period(kind.covers.window, request.POST.get("period", ""))
    command = "report" if request.POST.get("do") == "report" else "draft"
    option = kind.covers.asked.partition(" ")[0]
    said = month_key(period.last_month) if option == "--month" else period.label
    words = (command, option, said, "--kind", kind.id)
    job = start(f"report {kind.report_key(period)}", words, actor_of(request).name, reverse("reports"))
    return redirect("job", name=job.id)


def count_registers(request: HttpRequest) -> HttpResponse:
    """Take what the registers hold into the store, or make the build that counts it: as a job."""
    building = request.POST.get("do") == "build"
    words = ("build",) if building else ("ingest", "--from-registers")
    job = start("figures", words, actor_of(request).name, reverse("reports"))
    return redirect("job", name=job.id)


def report(request: HttpRequest, key: str) -> Page:
    """Show how a draft stands, its files, and the steps that somebody may take."""
    standing = report_standing(office_folder(), _key(key))
    actor, state = actor_of(request), standing.state
    draft = standing.files.draft
    context = {
        "key": key,
        "draft": draft,
        "standing": how_it_stands(standing),
        "signed": standing.standing.valid,
        "files": [name for name in standing.files.sums if name.startswith("report.")],
        "may_write": bool(actor.whole & WRITERS),
        "may_check": bool(actor.whole & CHECKERS) and state is State.DRAFT,
        "may_approve": bool(actor.whole & APPROVERS) and state is State.CHECKED,
        "may_release": bool(actor.whole & APPROVERS) and state is State.APPROVED,
        "period": draft.label,
        "counted": registers_of(draft.kind, actor),
    }
    rows = [(key, name, how_it_stands(standing)) for name in sorted(standing.files.sums)]
    return Page("web/reports/report.html", draft.title, context, Rows(("key", "file", "standing"), rows))


def sign(request: HttpRequest, key: str) -> HttpResponse:
    """Sign a draft off as checked or approved, or release it, in the name of who is signed in: as a job."""
    actor, step = actor_of(request), request.POST.get("step", "")
    allowed = {"checked": CHECKERS, "approved": APPROVERS, "release": APPROVERS}.get(step, frozenset[Role]())
    if not actor.whole & allowed:
        raise PermissionDenied
    roles = ", ".join(sorted(role.words for role in actor.whole & allowed))
    if step == "release":
        words = ["release", key, f"--by={actor.name}"]
    else:
        words = ["sign-off", key, f"--as={step}", f"--by={actor.name}", f"--role={roles}"]
        if note := request.POST.get("note", "").strip():
            words.append(f"--note={note}")
        because = request.POST.get("because", "").strip()
        for problem in request.POST.getlist("accept") if step == "checked" and because else []:
            words += [f"--accept={problem}", f"--because={because}"]
    job = start(f"report {_key(key)}", words, actor.name, reverse("report", kwargs={"key": key}))
    return redirect("job", name=job.id)


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise Http404
    return key


def draft_file(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Give one file of a draft, to staff."""
    try:
        file = files_in(draft_folder(office_folder(), _key(key))).get(name)
    except WrongUse:
        raise Http404 from None
    if file is None:
        raise Http404
    return given(name, file.read_bytes())


def job(request: HttpRequest, name: str) -> Page:
    """Show how a job goes, and when it is over what came of it."""
    found = job_named(name) if re.fullmatch(r"[0-9a-f]{32}", name) else None
    if found is None:
        raise Http404
    context = {"job": found, "failed": found.is_over and found.code != 0}
    return Page("web/reports/job.html", "Done" if found.is_over else "Working", context)


ROUTES = (
    Route("reports", "reports/", reports, get=STAFF, data=True),
    Route("begin-report", "reports/begin/", begin, post=WRITERS),
    Route("count-registers", "reports/registers/", count_registers, post=WRITERS),
    Route("report", "reports/<str:key>/", report, get=STAFF, data=True),
    Route("sign", "reports/<str:key>/sign/", sign, post=CHECKERS | APPROVERS),
    Route("draft-file", "reports/<str:key>/files/<path:name>", draft_file, get=STAFF),
    Route("job", "jobs/<str:name>/", job, get=STAFF),
)
