"""Writing a report's commentary, with figures, findings and the last report's text at hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect

from frankpledge.errors import WrongUse
from frankpledge.publication.found import found_in
from frankpledge.publication.words.at_hand import at_hand
from frankpledge.registers.roles import STAFF
from frankpledge.reporting import Desk
from frankpledge.web.access import Route
from frankpledge.web.desk import desk_of, mark_of, period_of, save, slots_of, text_of, told
from frankpledge.web.desk_lists import references_of, texts_of, title_of
from frankpledge.web.links import measure_link
from frankpledge.web.page import Page
from frankpledge.web.pages.reports import WRITERS


def texts(request: HttpRequest, key: str) -> Page:
    """List the texts of a report: which are written, and what is wrong with them."""
    kind, period = period_of(key)
    held = desk_of(kind, period)
    if held is None:
        return _preparing(key)
    asked = _asked(request.GET)
    context = {"key": key, "groups": texts_of(held, asked), "asked": asked}
    return Page("web/reports/texts.html", f"Texts of {period.label}, {kind.replace('-', ' ')}", context)


def _asked(sent: QueryDict) -> str:
    return sent.get("q", "").strip()[:80]


def _preparing(key: str) -> Page:
    return Page("web/reports/preparing.html", "Laying out the desk", {"key": key})


def write(request: HttpRequest, key: str, slot: str) -> Page | HttpResponse:
    """Write one text: check it, or save it. What somebody else changed meanwhile is not written over."""
    kind, period = period_of(key)
    held = desk_of(kind, period)
    if held is None:
        return _preparing(key)
    if slot not in slots_of(held):
        raise Http404
    asked = _asked(request.POST if request.method == "POST" else request.GET)
    text = text_of(key, slot)
    began, theirs = mark_of(text), None
    if request.method == "POST":
        text, began = request.POST.get("text", ""), request.POST.get("began", "")
        if request.POST.get("do") == "save":
            theirs = save(key, slot, text, began)
            if theirs is None:
                messages.success(request, f"Saved “{title_of(held, slot)}”.")
                return redirect("write", key=key, slot=slot)
            began = mark_of(theirs)
    measure = slot.removeprefix("measures/") if slot.startswith("measures/") else ""
    before = f"{period.previous().key}-{kind}"
    context = {
        "key": key,
        "slot": slot,
        "text": text,
        "began": began,
        "told": told(held, slot, text),
        "theirs": theirs,
        "at_hand": at_hand(held.facts, measure) if measure in held.data.readings else [],
        "references": references_of(held, asked),
        "asked": asked,
        "findings": _findings(held, measure),
        "measure_link": measure_link(measure) if measure in held.data.readings else "",
        "before": text_of(before, slot),
        "before_label": period.previous().label,
    }
    status = 409 if theirs is not None else 200
    return Page("web/reports/write.html", title_of(held, slot), context, status=status)


def _findings(held: Desk, measure: str) -> list[str]:
    series = found_in(held.data).series.get(measure)
    if series is None:
        return []
    rows = [*series.exceptions, *([series.within] if series.within else []), *series.signals]
    return [row.sentence for row in rows]


def check(request: HttpRequest, key: str, slot: str) -> JsonResponse:
    """Give a text as it would be printed and what is wrong with it, for the script that checks."""
    held = desk_of(*period_of(key))
    if held is None or slot not in slots_of(held):
        raise WrongUse("the desk is not ready.", do="Reload the page.")
    found = told(held, slot, request.POST.get("text", ""))
    problems = [{"line": line, "wrong": wrong, "do": do} for line, wrong, do in found.problems]
    return JsonResponse({"html": found.html, "problems": problems})


ROUTES = (
    Route("texts", "reports/<str:key>/texts/", texts, get=STAFF),
    Route("check-text", "reports/<str:key>/check/<path:slot>", check, post=WRITERS),
    Route("write", "reports/<str:key>/texts/<path:slot>/", write, get=WRITERS, post=WRITERS),
)
