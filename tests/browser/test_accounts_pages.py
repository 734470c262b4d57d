"""People join, sign in, keep their account and manage others, in a real browser; axe-core on every state."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.accounts_server import Served, serving
from tests.browser.axe import TAGS
from tests.once import copy_of_office

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PASSWORD = "a secret of some length"  # noqa: S105


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application on a small office."""
    folder = tmp_path_factory.mktemp("site")
    office = copy_of_office(tmp_path_factory, folder / "office")
    with serving(office, folder) as running:
        yield running


@pytest.fixture
def context(browser: Browser, site: Served) -> Iterator[BrowserContext]:
    """A person's browser: what it refuses or fails to load fails the test."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site.address)
    made.set_default_timeout(20_000)
    yield made
    made.close()


def _hold(page: Page) -> None:
    """Hold a page to axe-core's rules, and to a narrow screen."""
    page.evaluate(AXE)
    asked = {"runOnly": {"type": "tag", "values": list(TAGS)}, "resultTypes": ["violations"]}
    told: dict[str, Any] = page.evaluate("asked => axe.run(document, asked)", asked)
    wrong = [(one["id"], [node["target"] for node in one["nodes"]]) for one in told["violations"]]
    assert not wrong, (page.url, wrong)
    assert told["passes"]
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (page.url, wide)
    page.set_viewport_size({"width": 1280, "height": 900})


def _code(secret: str) -> str:
    import base64
    import hmac
    import struct

    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def _see(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    _hold(page)


def test_an_administrator_joins_sets_up_a_second_factor_and_invites(
    context: BrowserContext, site: Served, browser: Browser
) -> None:
    problems: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(site.invite("ada@example.org", "Ada Marsh", "administrator"))
    _see(page, "Join the office")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password again").fill("short")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    _hold(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Join", exact=True).click()
    _see(page, "Set up a second factor")
    picture = page.get_by_role("img", name="A picture that holds the secret")
    assert picture.evaluate("image => image.naturalWidth") > 0
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Authenticator code").fill(_code(secret))
    page.get_by_role("button", name="Set up").click()
    _see(page, "Recovery codes")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    page.locator("header summary").click()
    page.get_by_role("link", name="People").click()
    _see(page, "People")
    page.get_by_role("link", name="Invite somebody").click()
    _see(page, "Invite somebody")
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Name", exact=True).fill("Ben Holt")
    page.get_by_label("Role").select_option("partner")
    page.get_by_label("For one body only").fill("refuge")
    page.get_by_role("button", name="Invite").click()
    _see(page, "Ben Holt is invited")
    link = page.locator("#link").inner_text()

    other = browser.new_context(base_url=site.address, java_script_enabled=False)
    guest = other.new_page()
    guest.goto(link)
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_label("Password again").fill(PASSWORD)
    guest.get_by_role("button", name="Join", exact=True).click()
    guest.goto("/accounts/")
    expect(guest.get_by_text("Partner for refuge")).to_be_visible()
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This invitation can no longer be used")

    page.goto("/people/")
    page.get_by_role("link", name="Ben Holt").click()
    _see(page, "Ben Holt")
    page.get_by_label("Role", exact=True).select_option("analyst")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("status")).to_contain_text("Ben Holt is now Analyst.")
    _hold(page)
    page.get_by_role("button", name="Keep Ben Holt from signing in").click()
    expect(page.get_by_role("status")).to_contain_text("can no longer sign in")
    guest.goto("/accounts/")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Sign in")
    other.close()
    assert problems == []

    page.get_by_role("link", name="Sign out").click()
    _see(page, "Sign out")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/people/")
    _see(page, "Sign in")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    _see(page, "Enter the code of your second factor")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_label("Code").press("Enter")
    _see(page, "People")


def test_a_person_keeps_their_own_account(context: BrowserContext, site: Served) -> None:
    page = context.new_page()
    page.goto(site.invite("cat@example.org", "Cat Reed", "analyst"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_role("link", name="Cat Reed").click()
    _see(page, "Your account")
    page.get_by_role("link", name="Tokens for programs").click()
    _see(page, "Tokens for programs")
    page.get_by_label("What it is for").fill("weekly sheet")
    page.get_by_label("Figures", exact=True).check()
    page.get_by_role("button", name="Make the token").click()
    token = page.locator("#token").inner_text()
    _hold(page)
    answer = context.request.get(
        "/api/v1/figures?measure=burglary&limit=2", headers={"Authorization": f"Bearer {token}"}
    )
    assert len(answer.json()["data"]) == 2
    page.goto("/accounts/tokens/")
    page.get_by_role("button", name="End weekly sheet").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    for path, heading in (
        ("/accounts/password/change/", "Change your password"),
        ("/accounts/2fa/", "Second factor"),
        ("/accounts/sessions/", "Where you are signed in"),
        ("/accounts/reauthenticate/", "Confirm that it is you"),
    ):
        page.goto(path)
        _see(page, heading)
        assert page.title().startswith(f"{heading} – "), path


def test_single_sign_on_goes_there_and_back(context: BrowserContext, site: Served) -> None:
    site.invite("ann@example.org", "Ann Other", "auditor")
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with Shire account").click()
    page.locator("input[name=login]").fill("ann@example.org")
    page.locator("input[name=password]").fill("the provider's own secret")
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("link", name="Ann Other")).to_be_visible()
    page.goto("/accounts/")
    _see(page, "Your account")


def test_what_is_typed_wrongly_is_told_in_pages_that_stay_readable(
    context: BrowserContext, site: Served
) -> None:
    page = context.new_page()

    def refused(button: str, **typed: str) -> None:
        for label, text in typed.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(text)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
        _hold(page)

    page.goto(site.invite("dan@example.org", "Dan Field", "approver"))
    refused("Join", Password="short", Password_again="other")  # noqa: S106
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    refused("Set up", Authenticator_code="000000")
    page.get_by_label("Authenticator code").fill(_code(page.locator("#secret").inner_text()))
    page.get_by_role("button", name="Set up").click()
    _see(page, "Recovery codes")
    page.goto("/accounts/password/change/")
    page.locator("input[type=password]").first.fill("not the present one")
    for field in page.locator("input[type=password]").all()[1:]:
        field.fill("short")
    page.locator("main form button[type=submit], main form button").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    _hold(page)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("dan@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    _hold(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    _see(page, "Enter the code of your second factor")
    page.get_by_label("Code").fill("000000")
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    _hold(page)
    page.goto("/join/made-up/")
    _see(page, "This invitation can no longer be used")


def test_pages_for_everybody(context: BrowserContext) -> None:
    page = context.new_page()
    for path, heading in (
        ("/accounts/login/", "Sign in"),
        ("/accounts/signup/", "Accounts are by invitation"),
        ("/accounts/password/reset/", "Reset your password"),
        ("/accounts/password/reset/done/", "Check your e-mail"),
        ("/accounts/password/reset/key/1-set-password/", "This link can no longer be used"),
        ("/accounts/oidc/office/login/", "Sign in with Shire account"),
        ("/accounts/oidc/office/login/callback/?code=a&state=b", "Signing in did not work"),
        ("/accounts/3rdparty/login/cancelled/", "You did not sign in"),
        ("/accounts/not-invited/", "You have no account here"),
        ("/accounts/inactive/", "This account is closed"),
        ("/join/nothing/", "This invitation can no longer be used"),
        ("/api/", "API: figures and records for programs"),
        ("/feeds/", "Feeds and calendar"),
    ):
        page.goto(path)
        _see(page, heading)
        assert page.title().startswith(f"{heading} – "), path
