"""What the office's own people do: analyst, author and approver, board secretary."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.live import Screen, Served, screen


def test_an_analyst_asks_saves_and_takes_away(browser: Browser, served: Served) -> None:
    with screen(browser, served, "analyst") as seen:
        seen.open("/")
        assert "What is exceptional in" in seen.main
        assert seen.sound() == []
        seen.follow("Explore")
        seen.page.locator("#measure-1").select_option("burglary")
        seen.press("Show")
        seen.page.locator("#window").select_option("quarter")
        seen.press("Show")
        assert "Burglary in Westmarch" in seen.main
        assert seen.sound() == []
        seen.page.get_by_text("Save this view").click()
        seen.page.get_by_label("Name").fill("Burglary by quarter")
        seen.press("Save")
        seen.open("/explore/views/")
        assert "Burglary by quarter" in seen.main
        assert seen.sound() == []
        seen.follow("Burglary by quarter")
        with seen.page.expect_download() as taken:
            seen.page.get_by_role("link", name="Table as CSV").click()
        assert "burglary" in taken.value.path().read_text()
        for path in ("/data-quality/", "/observatory/", "/map/", "/changes/"):
            assert seen.open(path) in (200, 202)
            assert seen.sound() == []


def test_an_author_writes_and_an_approver_reads(browser: Browser, served: Served) -> None:
    with screen(browser, served, "author") as seen:
        seen.open("/reports/")
        assert seen.sound() == []
        seen.page.locator("main tbody a").first.click()
        seen.page.wait_for_load_state()
        assert "Signed off" in seen.main
        assert seen.sound() == []
        seen.open("/reports/")
        seen.press("Draft its texts")
        seen.page.get_by_role("link", name="Go on").wait_for(timeout=180_000)
        assert seen.sound() == []
        where = seen.page.url
        seen.follow("Go on")
        assert seen.sound() == []
    with screen(browser, served, "approver") as seen:
        seen.page.goto(where)
        assert seen.open("/reports/") == 200
        assert seen.sound() == []
        assert seen.open("/records/decisions/decision-record-2/") == 200
        assert seen.page.get_by_role("link", name="Take the decision").is_visible()


def _new_decision(seen: Screen, title: str) -> None:
    seen.open("/records/decisions/new/")
    seen.page.get_by_label("Series").select_option("decision-record")
    seen.page.get_by_label("Title").fill(title)
    seen.press("Save")


def test_a_decision_made_and_moved_by_keyboard_alone(browser: Browser, served: Served) -> None:
    with screen(browser, served, "secretary") as seen:
        seen.open("/records/decisions/")
        seen.tab_to("New decision")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert seen.sound() == []
        seen.tab_to("Save")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert "This cannot be saved yet" in seen.main
        assert seen.page.title().startswith("Error: ")
        assert seen.sound() == []
        seen.tab_to("Series")
        seen.page.keyboard.type("Dec")
        seen.tab_to("Title")
        seen.page.keyboard.type("Buy bicycles")
        seen.tab_to("Save")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert seen.heading == "Buy bicycles"
        assert seen.sound() == []
        seen.tab_to("Leave the number unused")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert seen.sound() == []
        seen.tab_to("Why the number was not used")
        seen.page.keyboard.type("Taken back before it was signed")
        seen.tab_to("Leave the number unused")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert "Number not used" in seen.main


def test_two_editors_see_both_texts_and_lose_neither(browser: Browser, served: Served) -> None:
    with screen(browser, served, "secretary") as one, screen(browser, served, "secretary") as other:
        _new_decision(one, "Buy vans")
        where = one.page.url.removeprefix(served.address)
        one.open(f"{where}change/")
        other.open(f"{where}change/")
        one.page.get_by_label("Title").fill("Buy four vans")
        one.press("Save")
        other.page.get_by_label("Title").fill("Buy six vans")
        other.press("Save")
        assert "Somebody else has changed this in the meantime" in other.main
        assert "Buy four vans" in other.main
        assert other.page.get_by_label("Title").input_value() == "Buy six vans"
        assert other.sound() == []
        other.press("Save")
        assert other.heading == "Buy six vans"
        other.follow("History of this decision")
        assert "Buy four vans" in other.main
        assert other.sound() == []


def test_a_secretary_sees_what_is_due_and_sets_the_agenda(browser: Browser, served: Served) -> None:
    with screen(browser, served, "secretary") as seen:
        seen.open("/due/")
        assert "Report on response times" in seen.main
        assert seen.sound() == []
        for path in (
            "/records/",
            "/board/meetings/",
            "/board/agenda/",
            "/records/meetings/import/",
            "/worklists/",
        ):
            assert seen.open(path) == 200
            assert seen.sound() == []
        assert seen.open("/records/matters/?q=nothing-of-the-sort") == 200
        assert "0 records" in seen.main
        assert seen.sound() == []


def test_a_record_is_made_without_javascript(browser: Browser, served: Served) -> None:
    with screen(browser, served, "secretary", javascript=False) as seen:
        _new_decision(seen, "Mend the roof")
        assert seen.heading == "Mend the roof"
