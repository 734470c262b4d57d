"""Style sheets, scripts and fonts are kept for a year, and pages of another version find theirs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.web.crowd import ROOT, Said, Visitor, called, environment, serving

SHEET = re.compile(r'href="(/static/([0-9a-f]{16})/web/site\.css)"')
FONT = re.compile(r'url\("\.\./(fonts/[^"]+\.woff2)"\)')


def kept_for_good(said: Said) -> bool:
    return said.status == 200 and said.headers["Cache-Control"] == "max-age=31536000, public, immutable"


def sheet_of(visitor: Visitor) -> tuple[str, str]:
    """The address of the first page's style sheet, and what of it says its version."""
    found = SHEET.search(visitor.get("/").body.decode())
    assert found is not None
    return found[1], found[2]


def test_an_upgrade_while_pages_are_open_changes_what_they_load_and_breaks_none(
    served: Path, tmp_path: Path
) -> None:
    office = Path(
        shutil.copytree(served, tmp_path / "office", ignore=shutil.ignore_patterns("records.sqlite3*"))
    )
    env = environment(office)
    called("frankpledge", "upgrade", office, env=env)
    with serving(env, workers=1) as port, Visitor(port) as visitor:
        open_page, version = sheet_of(visitor)
        sheet = visitor.get(open_page)
        assert kept_for_good(sheet)
        assert sheet.headers["Content-Type"].startswith("text/css")
        fonts = FONT.findall(sheet.body.decode())
        assert fonts
        for font in fonts:
            assert kept_for_good(visitor.get(f"/static/{version}/{font}"))
        assert kept_for_good(visitor.get(f"/static/{version}/web/site.js"))
        assert visitor.get(f"/static/{version}/web/nothing.css").status == 404
    # The next version of the package, of which one file is another.
    package = Path(shutil.copytree(ROOT / "src", tmp_path / "src"))
    with (package / "frankpledge" / "web" / "static" / "web" / "site.css").open("a") as opened:
        opened.write("/* the next version */\n")
    with serving({**env, "PYTHONPATH": str(package)}, workers=1) as port, Visitor(port) as visitor:
        address, next_version = sheet_of(visitor)
        assert next_version != version
        assert kept_for_good(visitor.get(address))
        led = visitor.get(open_page)
        assert (led.status, led.headers["Location"]) == (302, address)
        assert "immutable" not in led.headers.get("Cache-Control", "")
        assert visitor.get("/static/web/site.css").headers["Location"] == address
        assert "the next version" in visitor.get(address).body.decode()
        for wrong in ("/static/../settings.py", f"/static/{version}/../../settings.py", "/static/none.css"):
            assert visitor.get(wrong).status == 404


@pytest.mark.parametrize("change", ["content", "name", "nothing"])
def test_the_address_is_another_as_soon_as_a_file_is(tmp_path: Path, change: str) -> None:
    from frankpledge.web.static_files import address_of

    folder = tmp_path / "static"
    (folder / "a").mkdir(parents=True)
    file = folder / "a" / "one.css"
    file.write_text("x")
    before = address_of(folder)
    if change == "content":
        file.write_text("y")
    elif change == "name":
        file.rename(folder / "a" / "two.css")
    assert (address_of(folder) == before) is (change == "nothing")
