"""Every page that a link leads to, of each register, for each kind of person: held to what all pages owe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.journeys import screen
from tests.browser.serving import Site, served
from tests.functional.cli import done, make_office, make_records

PEOPLE = {
    "staff": [
        (one, "") for one in ("analyst", "author", "approver", "board-secretary", "commissioners-team")
    ],
    "trusted": [(one, "") for one in ("administrator", "auditor", "complaints-officer")],
    "force": [("force-respondent", "police")],
    "partner": [("partner", "custody-scheme")],
}
KEY = "2023-24-Q3-quarterly"
CRAWL = """
import json
import re
import sys
from collections import deque
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from frankpledge.web.starting import set_up
set_up(Path(sys.argv[1]))
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from frankpledge.web.routes import ROUTES
settings.API_LIMITS = {"address": (10**6, 60), "token": (10**6, 60)}
settings.DOWNLOAD_LIMITS = {"person": (10**6, 60), "address": (10**6, 60)}
found, given = {}, set()
for who, session in json.loads(sys.argv[2]).items():
    client = Client(SERVER_NAME="127.0.0.1")
    if session:
        client.cookies["sessionid"] = session
    seen, ways, pages = {"/", "/accounts/"}, deque(["/", "/accounts/"]), {}
    while ways:
        path = ways.popleft()
        try:
            at = resolve(path.partition("?")[0])
        except Resolver404:
            continue
        key = f"{at.url_name} {at.kwargs.get('register', '')}"
        if key in pages or at.url_name == "account_logout" or at.url_name.endswith((".json", ".csv")):
            continue
        said = client.get(path)
        if said.status_code != 200:
            continue
        if said.streaming or "text/html" not in said["Content-Type"]:
            given.add(at.url_name)
            continue
        pages[key] = path
        for link in re.findall(r'href="([^"]+)"', said.content.decode()):
            to = urldefrag(urljoin(path, link.replace("&amp;", "&")))[0]
            if to.startswith("/") and not to.startswith("//") and to not in seen:
                seen.add(to)
                ways.append(to)
    found[who] = pages
print(json.dumps({"pages": found, "given": sorted(given), "routes": [one.name for one in ROUTES if one.get]}))
"""


APART = {
    "by other tests of accounts": {
        "account_inactive", "account_logout", "account_reauthenticate", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "account_set_password",
        "account_signup", "join", "mfa_authenticate", "mfa_reauthenticate", "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "not_invited", "openid_connect_callback",
        "openid_connect_login", "socialaccount_login_cancelled", "socialaccount_login_error",
    },
    "there only where an office follows a framework": {"framework", "framework-part"},
    "named in texts, not linked": {
        "alive", "api-figures", "api-findings", "api-measures", "api-records", "api-registers",
        "api-releases", "api-tables", "dcat", "embed", "explore-areas", "map-shapes", "own-calendar",
        "robots", "tokens",
    },
    "there only after something was sent, begun or chosen": {
        "answers", "attached", "change-file", "changes", "job", "together", "upload", "worklist", "write",
    },
}  # fmt: skip
"""Routes that no link of this office leads to, and why."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """An office with a build, a release and registers a year full, served to people of every kind."""
    from frankpledge.web.demonstrating import fill_apart

    folder = tmp_path_factory.mktemp("every-page")
    office = make_office(folder / "office", make_records(folder / "records"))
    done("report", office, "--quarter", "Q3 23/24")
    for stage, name in (("checked", "Ada Marsh"), ("approved", "Ben Holt")):
        done("sign-off", office, KEY, "--as", stage, "--by", name)
    done("release", office, KEY)
    fill_apart(office)
    with served(office, people=PEOPLE) as made:
        yield made, office


@pytest.mark.nightly
def test_every_page_that_a_link_leads_to_is_whole_for_everybody(
    site: tuple[Site, Path], browser: Browser
) -> None:
    served_at, office = site
    people = json.dumps({"": "", **served_at.sessions})
    ran = subprocess.run(
        [sys.executable, "-c", CRAWL, str(office), people], stdout=subprocess.PIPE, text=True, check=True
    )
    told = json.loads(ran.stdout.splitlines()[-1])
    met = {key.split(" ")[0] for pages in told["pages"].values() for key in pages} | set(told["given"])
    assert set(told["routes"]) - met <= set().union(*APART.values())
    held: set[str] = set()
    for who, pages in told["pages"].items():
        with screen(browser, served_at, who) as one:
            one.page.set_default_timeout(60_000)
            for key, path in pages.items():
                if key not in held or not who:
                    one.open(path)
                    held |= {key} if who else set()
    assert len(held) > 200
