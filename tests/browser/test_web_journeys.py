"""What five kinds of people come for, in a real browser: each page and state they pass is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journeys import Screen, screen
from tests.browser.serving import Site, served
from tests.functional.cli import done
from tests.once import copy_of_office

KEY = "2023-24-Q3-quarterly"
PEOPLE = {
    "analyst": [("analyst", "")],
    "author": [("author", "")],
    "approver": [("approver", "")],
    "secretary": [("board-secretary", ""), ("commissioners-team", "")],
    "colleague": [("board-secretary", "")],
    "force": [("force-respondent", "police")],
    "partner": [("partner", "custody-scheme")],
}
PRINTED = """() => [...document.querySelectorAll('nav.menu, .who, main form, .buttons, .downloads')]
  .filter(one => one.checkVisibility()).length"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with two builds and one released report, served to its people and the public."""
    office = copy_of_office(tmp_path_factory, tmp_path_factory.mktemp("journeys") / "office")
    done("report", office, "--quarter", "Q3 23/24", "--build", "0001")
    done("sign-off", office, KEY, "--as", "checked", "--by", "Ada Marsh")
    done("sign-off", office, KEY, "--as", "approved", "--by", "Ben Holt")
    done("release", office, KEY)
    with served(office, people=PEOPLE) as made:
        yield made


def settled(one: Screen) -> None:
    """Wait until the page no longer looks again by itself: a job is over, or a desk is laid out."""
    expect(one.page.locator("h1")).to_have_text(re.compile("^(?!Working|Laying)"), timeout=90_000)
    one.page.wait_for_load_state("load")
    one.hold()


def test_a_member_of_the_public_finds_a_figure_and_its_release(site: Site, browser: Browser) -> None:
    with screen(browser, site) as public:
        public.open("/")
        assert "Released last" in public.main
        public.follow("The plan")
        public.follow("Measures")
        public.page.get_by_role("searchbox").fill("burglary")
        public.page.keyboard.press("Enter")
        public.page.wait_for_url("**/measures/?q=burglary")
        public.follow("Burglary")
        assert public.heading == "Burglary"
        public.follow("Explore")
        public.follow("Map")
        public.follow("Releases")
        public.open("/records/")
        public.open("/nothing-is-here/", status=404)
        for path in ("/data-quality/", "/observatory/", "/accessibility/", "/accounts/login/"):
            public.open(path)
        # Nobody who has not signed in is offered, or shown, the work of the office.
        public.page.goto("/reports/")
        assert "/accounts/login/" in public.page.url


def test_an_analyst_explores_by_keyboard_alone(site: Site, browser: Browser) -> None:
    with screen(browser, site, "analyst") as analyst:
        page = analyst.page
        analyst.open("/explore/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        analyst.tab_to("Measure")
        page.keyboard.type("Robbery")
        analyst.tab_to("Periods")
        page.keyboard.type("Quarter")
        analyst.tab_to("Show")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "measure=robbery" in page.url
        assert "Robbery" in page.get_by_role("status").inner_text()
        analyst.hold()
        table = page.get_by_role("region", name="Table of figures")
        assert not table.is_visible()
        analyst.tab_to("Table of these figures")
        page.keyboard.press("Enter")
        assert table.is_visible()
        analyst.hold()
        analyst.tab_to("Save this view")
        page.keyboard.press("Enter")
        analyst.tab_to("Name")
        page.keyboard.type("Robbery by quarter")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        analyst.open("/explore/views/" if "views" not in page.url else page.url)
        assert "Robbery by quarter" in analyst.main
        analyst.open("/received/")
        assert "Nothing has been sent yet" in analyst.main


def test_an_analyst_finds_a_measure_and_comes_out_of_every_dead_end(site: Site, browser: Browser) -> None:
    with screen(browser, site, "analyst") as analyst:
        page = analyst.page
        analyst.open("/explore/?measure=burglary&window=quarter")
        analyst.tab_to("Find a measure")
        page.keyboard.type("robb")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        analyst.hold()
        analyst.tab_to("Robbery")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Robbery in Westmarch, by financial quarter" in page.get_by_role("status").inner_text()
        assert "window=quarter" in page.url
        analyst.open("/explore/?measure=robbery&area-type=ward", status=400)
        assert "Robbery is not counted by ward" in page.get_by_role("alert").inner_text()
        analyst.follow("Burglary")
        assert "wards" in page.get_by_role("status").inner_text()
        analyst.open("/explore/?measure=burglary&from=2010&to=2011")
        assert "they run from" in page.get_by_role("status").inner_text()
        analyst.follow("April 2022 to March 2025")
        assert page.locator("figure svg").count() == 1
        analyst.open(
            "/explore/?measure=robbery&measure=burglary&against=year-before&last=6&view=small-multiples"
        )
    with screen(browser, site, "analyst", javascript=False) as plain:
        plain.page.goto("/explore/?measure=burglary")
        plain.page.get_by_label("Find a measure").fill("shop")
        plain.page.get_by_role("button", name="Show").click()
        plain.page.get_by_role("link", name="Shoplifting", exact=True).click()
        assert plain.page.url.endswith("?measure=shoplifting")


def test_a_map_is_gone_through_by_keyboard_alone(site: Site, browser: Browser) -> None:
    with screen(browser, site, "analyst") as analyst:
        page = analyst.page
        analyst.open("/explore/?measure=burglary")
        analyst.tab_to("Table")
        analyst.tab_to("Map")  # The tab after it, not the item of the menu.
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator(".leaflet-interactive").first.wait_for()
        assert page.locator(".leaflet-interactive:not([tabindex='-1'])").count() == 0, "no tab stop an area"
        analyst.hold()
        told = page.locator(".map-told")
        names = page.locator(".mapped .scroll.tall tbody th").all_inner_texts()
        analyst.tab_to("Find an area")
        page.keyboard.type(names[1])
        page.keyboard.press("Enter")
        expect(told).to_contain_text(f"{names[1]}: ")
        page.keyboard.press("Tab")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('leaflet-container')"):
                break
        page.keyboard.press("n")
        expect(told).to_contain_text(f"{names[2]}: ")
        page.keyboard.press("p")
        page.keyboard.press("p")
        expect(told).to_contain_text(f"{names[0]}: ")
        analyst.hold()
        page.emulate_media(media="print")
        assert page.locator(".still svg").is_visible()
        assert not page.locator(".leaflet-container").is_visible()
    with screen(browser, site, "analyst", javascript=False) as plain:
        plain.page.goto(f"/explore/?measure=burglary&area-type=ward&view=map&find={names[1]}")
        assert f"{names[1]}: " in plain.page.locator(".map-told").inner_text()
        assert plain.page.locator(".area-map svg").is_visible()


def test_a_report_is_written_made_approved_and_released(site: Site, browser: Browser) -> None:
    with screen(browser, site, "author") as author, screen(browser, site, "approver") as approver:
        author.open("/reports/")
        author.press("Draft its texts")
        settled(author)
        assert "Done" in author.heading
        author.page.goto("/reports/2024-25-Q4-quarterly/texts/")
        settled(author)
        author.page.locator("details", has_text="Burglary").first.locator("summary").first.click()
        author.follow("Burglary")
        text = author.page.get_by_label("Text", exact=True)
        text.fill("Burglary fell by 12% to 999.")
        author.press("Check without saving")
        assert author.page.locator("#problems li").count() >= 1
        words = "Burglary was {burglary} in {burglary period}."
        author.page.get_by_label("Text", exact=True).fill(words)
        author.press("Save")
        assert "Saved" in author.page.get_by_role("status").first.inner_text()
        author.open("/reports/")
        author.press("Make the report")
        settled(author)
        author.open("/reports/2024-25-Q4-quarterly/")
        author.press("Sign it off as checked")
        settled(author)
        approver.open("/reports/2024-25-Q4-quarterly/")
        approver.press("Approve it")
        settled(approver)
        approver.follow("Go on")
        approver.press("Release it to the public")
        settled(approver)
    with screen(browser, site) as public:
        public.open("/releases/")
        public.open("/releases/2/")
        assert "Q4 24/25" in public.main


def test_a_board_asks_and_the_force_answers(site: Site, browser: Browser) -> None:
    with screen(browser, site, "secretary") as secretary, screen(browser, site, "force") as force:
        secretary.open("/board/meetings/")
        for box in secretary.page.get_by_role("checkbox").all():
            box.check()
        secretary.press("Propose the meetings chosen")
        assert "Proposed" in secretary.page.get_by_role("status").first.inner_text()
        first = secretary.page.locator("tbody th a").first.inner_text()
        secretary.open("/records/matters/")
        secretary.follow("New matter")
        assert secretary.press("Save") == 422
        page = secretary.page
        assert "This cannot be saved yet" in page.get_by_role("alert").inner_text()
        page.locator("#field-title").fill("Burglary")
        page.locator("#field-body").select_option("police")
        page.locator("#field-raised").fill("1 October 2024")
        page.locator("#field-raised-by").select_option("question")
        secretary.press("Save")
        assert secretary.heading == "Burglary"
        matter = page.url
        secretary.follow("Put on the agenda")
        page.locator("#field-meeting").select_option(index=1)
        secretary.press("Put on the agenda")
        secretary.follow("Send the questions")
        page.locator('[name="questions.1.question"]').fill("Why did it rise?")
        page.locator('[name="questions.1.form"]').select_option("written")
        page.locator("#field-respond-by").fill("20 December 2026")
        secretary.press("Send the questions")
        force.open("/records/matters/")
        force.page.goto(matter)
        force.follow("Respond")
        force.page.locator("#field-response").fill("Two gangs, both charged.")
        force.press("Respond")
        secretary.page.goto(matter)
        secretary.follow("The whole thread of this matter")
        assert "Two gangs, both charged." in secretary.main
        for path in ("/board/agenda/", "/due/", "/worklists/"):
            secretary.open(path)
        assert first


def test_a_decision_is_made_by_keyboard_and_no_editor_loses(site: Site, browser: Browser) -> None:
    with screen(browser, site, "secretary") as secretary, screen(browser, site, "colleague") as colleague:
        page = secretary.page
        secretary.open("/records/decisions/")
        assert "0 records" in secretary.main
        secretary.open("/records/decisions/new/")
        for label, said in (("Series", "Decision Record"), ("Title", "Fund a youth service")):
            secretary.tab_to(label)
            page.keyboard.type(said)
        secretary.tab_to("Save")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert secretary.heading == "Fund a youth service"
        where = page.url
        secretary.follow("Change")
        colleague.page.goto(f"{where}change/")
        colleague.page.get_by_label("Title").fill("Fund two services")
        colleague.press("Save")
        page.get_by_label("Title").fill("Fund one service")
        assert secretary.press("Save") == 409
        for words in ("Somebody else has changed this", "Fund two services"):
            assert words in secretary.main
        secretary.press("Save")
        assert secretary.heading == "Fund one service"
        secretary.tab_to("Take the decision")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        secretary.hold()
        for label, said in (
            ("Decided on", "3 May 2025"), ("Decided by", "The commissioner"), ("Significance", "Routine"),
            ("What was decided", "To fund it."), ("Reasons", "It works."),
        ):  # fmt: skip
            secretary.tab_to(label)
            page.keyboard.press("Control+A")
            page.keyboard.type(said)
        secretary.tab_to("Take the decision")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Taken" in page.locator(".lead").inner_text()
        secretary.follow("History of this decision")
        page.goto(where)
        page.emulate_media(media="print")
        assert page.evaluate(PRINTED) == 0
        assert "To fund it." in secretary.main
        page.goto(f"{where}change/")
        assert page.evaluate(PRINTED) == 0


VISITS = (
    "force,suite,visited,kind-of-day,visitors,held,unavailable,available,seen,refused,issues,minutes-waited\n"
)


def test_a_partner_sends_a_return_and_the_office_takes_it_in(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    right = "westmarch,central,2025-03-04 10:00:00,weekday,2,5,1,4,3,1,0,10\n"
    wrong = "westmarch,central,2025-03-05 10:00:00,weekday,2,5,1,4,9,1,0,10\n"
    (tmp_path / "visits.csv").write_text(VISITS + right + wrong)
    (tmp_path / "letter.csv").write_bytes(b"%PDF-1.7\n")
    with screen(browser, site, "partner") as partner:
        partner.open("/sending/")
        assert "Nothing yet" in partner.main
        partner.page.get_by_label("Return").set_input_files(tmp_path / "letter.csv")
        assert partner.press("Check the file") == 422
        partner.page.get_by_label("Return").set_input_files(tmp_path / "visits.csv")
        partner.press("Check the file")
        assert "What is wrong" in partner.main
        partner.press("Send the 1 row that is right to the office")
        assert "visits.csv" in partner.main
        assert partner.page.goto("/received/").status == 403  # type: ignore[union-attr]
        partner.hold()
    with screen(browser, site, "analyst") as analyst:
        analyst.open("/received/")
        analyst.press("Take in visits.csv")
        assert "Took visits.csv in: 1 rows, 1 refused" in analyst.main


def test_the_main_pages_say_the_same_without_scripts(site: Site, browser: Browser) -> None:
    told: list[list[str]] = []
    for javascript in (True, False):
        with site.visited(browser, "secretary", javascript=javascript) as context:
            page = context.new_page()
            told.append([])
            for path in (
                "/plan/",
                "/explore/?measure=robbery",
                "/records/",
                "/records/decisions/new/",
                "/due/",
            ):
                page.goto(path)
                told[-1].append(page.locator("main").inner_text())
            page.goto("/explore/")
            page.get_by_label("Measure", exact=True).select_option("robbery")
            page.get_by_role("button", name="Show").click()
            assert "Robbery" in page.get_by_role("status").inner_text()
    assert told[0] == told[1]
