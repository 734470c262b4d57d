"""Every address of the application, and the menu made of some of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern, path, reverse

from frankpledge.registers.roles import Actor
from frankpledge.web.access import FORMS, Route, guarded
from frankpledge.web.pages import (
    account,
    agenda,
    api,
    board,
    due,
    explore,
    feeds,
    figures,
    history,
    house,
    maps,
    measures,
    observatory,
    people,
    plan,
    quality,
    record_downloads,
    record_forms,
    record_import,
    record_parts,
    record_summary,
    record_together,
    record_tree,
    records,
    releases,
    reports,
    sending,
    signing_in,
    start,
    trail,
    views,
    worklists,
    writing,
)

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *views.ROUTES,
    *plan.ROUTES,
    *history.ROUTES,
    *measures.ROUTES,
    *figures.ROUTES,
    *signing_in.ROUTES,
    *account.ROUTES,
    *people.ROUTES,
    *api.ROUTES,
    *feeds.ROUTES,
    *explore.ROUTES,
    *maps.ROUTES,
    *writing.ROUTES,
    *reports.ROUTES,
    *releases.ROUTES,
    *quality.ROUTES,
    *observatory.ROUTES,
    *due.ROUTES,
    *sending.ROUTES,
    *worklists.ROUTES,
    *agenda.ROUTES,
    *board.ROUTES,
    *trail.ROUTES,
    *record_import.ROUTES,
    *record_summary.ROUTES,
    *record_tree.ROUTES,
    *record_together.ROUTES,
    *record_downloads.ROUTES,
    *record_forms.ROUTES,
    *record_parts.ROUTES,
    *records.ROUTES,
    *house.ROUTES,
)
MENU: tuple[tuple[str, str], ...] = (
    ("Home", "home"),
    ("The plan", "plan"),
    ("Measures", "measures"),
    ("Explore", "explore"),
    ("Map", "map"),
    ("Releases", "releases"),
    ("Records", "shelves"),
)
"""What the menu offers: words and the name of a route. Who may not read the route is not offered it."""
WORK: tuple[tuple[str, str], ...] = (
    ("What is due", "due"),
    ("Reports", "reports"),
    ("Send returns", "sending"),
    ("Returns received", "received"),
    ("Worklists", "worklists"),
    ("Data quality", "quality"),
    ("What we hold", "observatory"),
    ("Audit trail", "trail"),
    ("People", "people"),
)
"""What the menu offers below that, folded up: the office's work, and what stands behind the figures."""


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu."""

    words: str
    link: str
    here: bool


def patterns() -> list[URLPattern]:
    """Return the addresses of all routes, those of data also in their other forms."""
    made = []
    for route in ROUTES:
        for form in FORMS if route.data else FORMS[:1]:
            address = f"{route.path.rstrip('/') or 'index'}.{form}" if form else route.path
            name = f"{route.name}.{form}" if form else route.name
            made.append(path(address, guarded(route, form), name=name))
    return made


def menu_for(actor: Actor, here: str) -> tuple[list[MenuItem], list[MenuItem]]:
    """Return the menu for somebody, and what is folded up below it, with the page they are on marked."""
    allowed = {route.name for route in ROUTES if route.allows(actor, "GET")}
    links = {name: reverse(name) for _, name in (*MENU, *WORK) if name in allowed}
    inside = [link for link in links.values() if link == here or (link != "/" and here.startswith(link))]

    def items(of: tuple[tuple[str, str], ...]) -> list[MenuItem]:
        return [MenuItem(words, links[it], links[it] in inside[-1:]) for words, it in of if it in links]

    return items(MENU), items(WORK)
