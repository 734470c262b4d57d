"""An office that has just been made: no records, no build, nothing released. Every page says what is next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.journeys import Screen, screen
from tests.browser.serving import Site, served
from tests.functional.cli import done

LINKS = (
    """() => [...document.querySelectorAll('nav.menu a, footer a')].map(one => one.getAttribute('href'))"""
)
LEADS_ON = """() => document.querySelectorAll('main a[href], main form').length"""
FIGURES = ("/plan/", "/measures/", "/explore/", "/explore/?measure=burglary&view=map", "/map/")
"""Pages that show nothing but figures."""


@pytest.fixture(scope="module", params=["westmarch", "england-wales"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The office of one force, and one of none, as `frankpledge new` makes them, served."""
    office = tmp_path_factory.mktemp("empty") / "office"
    done("new", office, "--from", request.param)
    with served(office, "analyst", "board-secretary", "administrator") as site:
        yield site


def walked(one: Screen) -> set[str]:
    """Open each page that the menus lead to, held to what every page owes; return their addresses."""
    one.open("/")
    links: list[str] = one.page.evaluate(LINKS)
    for link in dict.fromkeys(links):
        one.open(link)
        assert one.main.removeprefix(one.heading).strip(), f"{link} says nothing"
    return set(links)


@pytest.mark.parametrize(
    "who",
    [
        "",
        *(
            pytest.param(one, marks=pytest.mark.nightly)
            for one in ("administrator", "analyst", "board-secretary")
        ),
    ],
)
@pytest.mark.parametrize(
    "empty", ["westmarch", pytest.param("england-wales", marks=pytest.mark.nightly)], indirect=True
)
def test_every_page_of_the_menus_answers(empty: Site, browser: Browser, who: str) -> None:
    with screen(browser, empty, who) as person:
        seen = walked(person)
        assert {"/", "/plan/", "/measures/", "/explore/", "/map/", "/releases/", "/records/"} <= seen
        assert ("/due/" in seen) == bool(who)


@pytest.mark.parametrize(
    ("who", "said"), [("", "Nothing has been released yet"), ("analyst", "frankpledge ingest")]
)
def test_pages_of_figures_say_why_there_are_none_and_what_to_do(
    empty: Site, browser: Browser, who: str, said: str
) -> None:
    with screen(browser, empty, who) as person:
        for path in FIGURES:
            person.open(path)
            assert said in person.main, path
            assert person.page.evaluate(LEADS_ON), f"{path} leads nowhere"
        person.open("/observatory/")
        assert "come in yet" in person.main
        person.open("/measures/burglary/", status=404)
        assert "start page" in person.main
        person.open("/embed/explore/?measure=burglary", status=404)


def test_the_same_is_said_without_scripts(empty: Site, browser: Browser) -> None:
    with screen(browser, empty, "analyst", javascript=False) as analyst:
        for path in FIGURES:
            analyst.page.goto(path)
            assert "frankpledge ingest" in analyst.main, path
