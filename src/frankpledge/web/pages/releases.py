"""What was released: every release, and its files exactly as they were published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from frankpledge.registers.roles import EVERYONE, STAFF
from frankpledge.releases.chain import corrected_by
from frankpledge.releases.release import Release
from frankpledge.web.access import Route, actor_of
from frankpledge.web.page import Page, Rows
from frankpledge.web.published import file_of
from frankpledge.web.register_reports import registers_of
from frankpledge.web.report_files import given
from frankpledge.web.seeing import in_force, releases

COLUMNS = ("number", "title", "period", "released_on", "build", "corrects", "corrected_by", "reason", "link")
OFFERED = (
    ("report.html", "The report, as a page"),
    ("report.pdf", "PDF"),
    ("report.docx", "Word"),
    ("site/index.html", "As a site, with how each number was made"),
    ("figures.csv", "Figures as CSV"),
    ("figures.json", "Figures as JSON"),
    ("figures.ods", "Figures as a spreadsheet"),
    ("findings.csv", "Findings as CSV"),
    ("datapackage.json", "What every column means"),
)


def listed(_request: HttpRequest) -> Page:
    """List the releases, newest first."""
    chain = releases()
    corrected = corrected_by(chain)
    rows = [
        (one.number, one.title, one.label, one.day, one.build, one.corrects, corrected.get(one.number),
         one.reason, reverse("release", args=(one.number,)))
        for one in reversed(chain)
    ]  # fmt: skip
    shown = [(one, corrected.get(one.number)) for one in reversed(chain)]
    mark = f"releases-{chain[-1].head}" if chain else ""
    return Page(
        "web/releases.html", "Releases", {"shown": shown}, Rows(COLUMNS, rows), mark=mark, public=True
    )


def one(request: HttpRequest, number: int) -> Page:
    """Show one release with its files.

    Of a release that was corrected the public sees that it was, and why; its files, which may say what was
    withdrawn, are for the office.
    """
    chain = releases()
    found = next((each for each in chain if each.number == number), None)
    if found is None:
        raise Http404
    corrected = corrected_by(chain).get(number)
    held = {each.name: each for each in found.files if _may_read(request, found)}
    files = [(words, _link(found, name), held[name].size) for name, words in OFFERED if name in held]
    rows = [(each.name, each.size, each.sha256, _link(found, each.name)) for each in held.values()]
    counted = registers_of(found.kind, actor_of(request))  # None for the public, who all get one page.
    context = {
        "release": found,
        "files": files,
        "corrected": corrected,
        "head": found.head,
        "counted": counted,
    }
    columns = ("file", "bytes", "sha256", "link")
    mark = "" if counted else f"release-{chain[-1].head}"
    return Page(
        "web/release.html", found.title, context, Rows(columns, rows), mark=mark, public=corrected is None
    )


def file(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """Give one file of a release, once it is seen to be the one that was released."""
    found = next((each for each in releases() if each.folder == folder), None)
    content = None if found is None or not _may_read(request, found) else file_of(found, name)
    if content is None:
        raise Http404
    return given(name, content)


def _may_read(request: HttpRequest, release: Release) -> bool:
    return release in in_force() or bool(actor_of(request).whole & STAFF)


def _link(release: Release, name: str) -> str:
    return reverse("release-file", args=(release.folder, name))


ROUTES = (
    Route("releases", "releases/", listed, get=EVERYONE, data=True),
    Route("release", "releases/<int:number>/", one, get=EVERYONE, data=True),
    Route("release-file", "releases/<str:folder>/files/<path:name>", file, get=EVERYONE),
)
