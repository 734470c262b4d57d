"""Promise: no person, free text or value of a row leaves the store, by any command and in any form.

Partners' files are spiked: every number of a person or case is a word that occurs nowhere else, times stand
at odd seconds, and sentences, names and telephone numbers stand where they do not belong. Then every command
runs, and all that it says, logs and writes is searched for the words, and for the hashes that stand for them
in the store.
"""

from __future__ import annotations

import base64
import io
import logging
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from frankpledge.cli import main
from frankpledge.generate.living import generated_secrets
from frankpledge.periods import month_key, parse_month
from tests.functional.agreeing import agree
from tests.functional.cli import Ran, done, run, run_apart

MARK = "zzqmark"
SENTENCE = f"{MARK}sentence rang at night from the old mill about her neighbour and his dog"
TELEPHONE = "07700900123456"
SECOND = ":37.5"
MONTHS = range(parse_month("2023-10"), parse_month("2025-03") + 1)
KEY = "2024-25-Q4-quarterly"
PLAN = """\
title: A plan
priorities:
  - id: people
    title: People
    sections:
      - title: Services
        measures: [voice-referrals, voice-contacted-within-72-hours, voice-support-accepted-share]
      - title: Police
        measures: [missing-reports, missing-children-reports, frequent-missing-share, incidents-logged]
"""
WORKLIST = """\
worklists:
  - id: open-cases
    title: Cases that wait
    table: referrals
    enabled: true
    where: {closed: {given: false}}
    columns: [received, service, source]
    roles: [commissioning officer]
    purposes: [follow-up]
"""


def _rows(number: int) -> Iterator[tuple[str, str]]:
    """Yield a table and a row of it for every case of every month; some rows are wrong on purpose."""
    for month in MONTHS:
        key = month_key(month)
        for case in range(number + month % 5):
            who = f"{MARK}person{month}x{case % 7}"
            at = f"{key}-{1 + case % 28:02d} 10:11{SECOND}"
            yield (
                "referrals",
                f"voice,{MARK}case{month}x{case},{who},{at},yes,Police,{at},{at},New,{20 + case}",
            )
            child = "yes" if case % 3 else "no"
            yield "missing-reports", f"{MARK}report{month}x{case},{who},{at},{child},yes,{10 + case % 9}"
            yield "incidents", f"{MARK}incident{month}x{case},{at},Emergency,E01999{100 + case % 3}"
        yield "referrals", f"{SENTENCE},{MARK}bad1,{MARK}badperson,{key}-03,yes,Police,,,New,30"
        yield "referrals", f"voice,{MARK}bad2,{MARK}badperson,{key}-03 10:00,yes,{SENTENCE},,,New,30"
        yield "referrals", f"voice,{MARK}bad3,{MARK}badperson,{key}-03 10:00,yes,Police,,,New,{TELEPHONE}x"
        yield "missing-reports", f"{MARK}bad4,{MARK}badperson,{MARK}then,yes,yes,12"
        yield "incidents", f"{MARK}bad5,{key}-03 10:00,Emergency,{MARK}place"


HEADERS = {
    "referrals": "service,case,person,received,valid,source,first-attempt,first-contact,new-or-repeat,age",
    "missing-reports": "report,person,reported,child,frequent,age",
    "incidents": "incident,created,grade,lsoa",
}


@pytest.fixture(scope="module")
def spiked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office that was given spiked files, and the files themselves."""
    folder = tmp_path_factory.mktemp("spiked")
    office, sent = folder / "office", folder / "sent"
    done("new", office, "--from", "westmarch-whole")
    (office / "plan" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (office / "plan" / "worklists.yaml").write_text(WORKLIST, encoding="utf-8")
    text = (office / "office.yaml").read_text(encoding="utf-8")
    alone = text.replace("\nframeworks: [", "\n# frameworks: [")
    (office / "office.yaml").write_text(alone, encoding="utf-8")
    agree(office)
    agreed = office / "plan" / "agreements.yaml"
    agreed.write_text(
        agreed.read_text().replace("[performance-reporting]", "[performance-reporting, follow-up]")
    )
    sent.mkdir()
    rows: dict[str, list[str]] = {}
    for table, row in _rows(24):
        rows.setdefault(table, []).append(f"westmarch,{row}")
    for table, lines in rows.items():
        text = "\n".join([f"force,{HEADERS[table]}", *lines]) + "\n"
        (sent / f"{table}.csv").write_text(text, encoding="utf-8")
    notes = f"force,{HEADERS['incidents']},notes\nwestmarch,{MARK}i,2024-01-01 10:00,Emergency,,{SENTENCE}\n"
    (folder / "with-notes.csv").write_text(notes, encoding="utf-8")
    return folder


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*before, name))
        else:
            yield " ".join((*before, name))


HOLD_NO_RECORDS = {"new", "download", "tables", "template", "generate", "demo", "examples", "invite"}
COPY_THE_OFFICE = {"backup", "restore"}
"""What they write is the office itself, its store included, for whoever keeps it."""
OF_THE_APPLICATION = {
    "upgrade": [],
    "audit": [],
    "remind": ["--dry-run"],
    "tidy": [],
    "export-public": ["OUT"],
}
"""Each is run in a process of its own, for the application serves one office in a process."""
PAGES = """
import re, sys
from collections import deque
from pathlib import Path
from frankpledge.web.starting import set_up
set_up(Path(sys.argv[1]))
from django.conf import settings
from django.test import Client
from frankpledge.web.accounts.models import User
user = User.objects.create_user("a@example.org", "An Analyst", "a long enough secret")
user.grants.create(role="analyst")
client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
client.force_login(user)
out, seen = Path(sys.argv[2]), {"/", "/measures/voice-referrals/", "/data-quality/", "/explore/"}
waiting, kept, read = deque(seen), {}, 0
while waiting and read < 250:
    path = waiting.popleft()
    kind = re.sub("[0-9]+", "N", "/".join(path.split("?")[0].split("/")[:3]))
    kept[kind] = kept.get(kind, 0) + 1
    if kept[kind] > 25 or path.startswith(("/accounts/", "/static/", "/worklists/")):
        continue
    answer = client.get(path)
    read += 1
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    (out / f"{read:04d}.html").write_bytes(path.encode() + content)
    if answer.get("Content-Type", "").startswith("text/html"):
        for link in re.findall(r'href="(/[^"#]*)"', content.decode()):
            link = link.replace("&amp;", "&")
            if link not in seen:
                seen.add(link)
                waiting.append(link)
print(read)
"""
"""Reads the pages of the application as an analyst of the office does, from link to link."""
"""Commands that see no office's records: they fetch open data, show contracts, or make their own records."""


def _invocations(office: Path, sent: Path, out: Path) -> dict[str, list[list[object]]]:
    """Return how each command is called, well and badly."""
    quarter = ["--quarter", "Q4 24/25"]
    report = office / "reports" / KEY
    by = ["--by", "Ada Marsh"]
    forms = [["--format", form] for form in ("table", "csv", "json")]
    everyone = ["--breakdown", "source"]
    return {
        "ingest": [[office, one] for one in (sent, sent.parent / "with-notes.csv", sent.parent / "none.csv")],
        "build": [[office], [office, "--full"]],
        "figures": [
            *([office, *form] for form in forms),
            [office, "--protected", "--measure", "voice-referrals", *everyone],
            [office, "--measure", "missing-reports", "--output", out / "figures.parquet"],
            [office, "--measure", f"{MARK}x"],
        ],
        "explain": [[office, "voice-referrals", "westmarch", "2024-25-Q4", "--window", "quarter"]],
        "diff": [[office, "0001", "0002"]],
        "findings": [[office, *quarter, "--all", *form] for form in forms],
        "forecast": [[office, "missing-reports"]],
        "propose": [[office]],
        "intervention": [[office, "missing-reports", "--treated", "westmarch", "--control", "aldermoor",
                          "--before", "2023-10..2024-03"]],
        "draft": [[office, *quarter]],
        "report": [[office, *quarter, *more] for more in (["--kind", "panel"], ["--unprotected"], [])],
        "check": [[report / "report.html", "--office", office, "--format", one]
                  for one in ("text", "json", "sarif")],
        "sign-off": [[office, KEY, "--as", "checked", *by],
                     [office, KEY, "--as", "approved", "--by", "Ben Holt"]],
        "release": [[office, KEY]],
        "releases": [[office, "--verify"]],
        "catalogue": [[office, "--format", form] for form in ("table", "json", "html", "dcat")],
        "retention": [[office]],
        "worklist": [
            [office, "open-cases", "--role", "commissioning officer", "--purpose", "follow-up", *by],
            [office, "open-cases", "--role", "visitor", "--purpose", "follow-up", *by],
        ],
        "return check": [[sent / "referrals.csv", "--office", office, "--answer", sent / "answer.xlsx"]],
        "return map": [[sent.parent / "with-notes.csv", "incidents", "--office", office]],
        "return due": [[office], [office, "--of", "bodies"]],
        "return compute": [
            [office, sent / "referrals.csv", "--body", "voice", "--measure", "voice-referrals",
             "--output", out / f"computed{name}.csv", *more]
            for name, more in (("", []), ("-protected", ["--protect"]))
        ],
        "return write": [[office, "victims-services", "--period", "H2 24/25", "--output", out]],
        "destroy": [[office, "--table", "incidents", "--before", "2023-12", "--order", "order-1", *by,
                     "--reason", "Its time was up.", "--yes"]],
    }  # fmt: skip


def _texts(path: Path) -> Iterator[bytes]:
    """Yield what a file holds: its bytes, those packed in it, its text, and every value of a Parquet file."""
    held = path.read_bytes()
    yield held
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    if path.suffix == ".pdf":
        yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(held)).pages).encode()
    if path.suffix == ".parquet":
        yield repr(pq.read_table(path).to_pylist()).encode()


def _hashes(store: Path) -> set[bytes]:
    """Return hashes of persons and references that stand in the store."""
    found: set[bytes] = set()
    for path in store.rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        for name in table.column_names:
            if str(table.schema.field(name).type) == "fixed_size_binary[32]":
                found |= {value for value in table[name].to_pylist()[:4] if value is not None}
    return found


def _pages_read(spiked: Path) -> Ran:
    """Read pages as an analyst, keeping what they say where the files of all commands are searched."""
    folder = spiked / "out" / "pages"
    folder.mkdir()
    command = [sys.executable, "-c", PAGES, str(spiked / "office"), str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return Ran(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def ran(spiked: Path) -> dict[str, list[Ran]]:
    """What came of every command, run in this order on the spiked office."""
    environment = pytest.MonkeyPatch()
    for name, secret in generated_secrets().items():
        environment.setenv(name, secret)
    (spiked / "out").mkdir()
    calls = _invocations(spiked / "office", spiked / "sent", spiked / "out")
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        made = {
            name: [run(*name.split(), *map(str, words)) for words in each] for name, each in calls.items()
        }
        for name, more in OF_THE_APPLICATION.items():
            words = [str(spiked / "out" / "public") if word == "OUT" else word for word in more]
            made[name] = [run_apart(name, spiked / "office", *words)]
        made["serve"] = [_pages_read(spiked)]
    finally:
        logging.getLogger().removeHandler(handler)
        environment.undo()
    (spiked / "out" / "logged.txt").write_text(logged.getvalue(), encoding="utf-8")
    return made


def test_every_command_has_its_place_here(spiked: Path) -> None:
    called = {*_invocations(spiked, spiked, spiked), *OF_THE_APPLICATION, "serve"}
    others = HOLD_NO_RECORDS | COPY_THE_OFFICE
    assert called | others == set(_commands(main))
    assert not called & others


def test_the_commands_did_their_work(ran: dict[str, list[Ran]], spiked: Path) -> None:
    """Else there would be nothing to search: rows taken in and refused, figures made, rows shown by right."""
    assert ran["ingest"][0].code == 0, ran["ingest"][0].err
    assert "refused" in ran["ingest"][0].out
    assert all(one.code == 0 for name in ("build", "report", "findings", "catalogue") for one in ran[name])
    assert "voice-referrals" in ran["figures"][1].out
    assert ran["release"][0].code == 0, ran["release"][0].err
    assert ran["worklist"][0].code == 0, ran["worklist"][0].err
    assert ran["worklist"][1].code != 0
    assert ran["destroy"][0].code == 0, ran["destroy"][0].err
    assert ran["return compute"][0].code == 1, "some rows were refused"
    assert all(ran[name][0].code == 0 for name in OF_THE_APPLICATION), ran["export-public"][0].err
    assert ran["serve"][0].code == 0, ran["serve"][0].err
    assert int(ran["serve"][0].out) > 60
    assert (spiked / "out" / "computed.csv").is_file()
    assert len(_hashes(spiked / "office" / "store")) > 20


def test_no_command_says_a_word_of_a_row(ran: dict[str, list[Ran]], spiked: Path) -> None:
    hashes = _hashes(spiked / "office" / "store")
    for name, each in ran.items():
        for one in each:
            said = (one.out + one.err).replace(str(spiked), "")
            asked = name == "figures" and f"{MARK}x" in said  # a measure that was asked for by that word
            assert asked or MARK not in said.lower(), (name, said)
            assert TELEPHONE not in said, name
            assert name == "worklist" or "10:11:37" not in said, name
            assert not [one for one in hashes if one.hex() in said.lower()], name


def test_no_file_outside_the_store_holds_a_word_or_a_hash_of_a_row(
    ran: dict[str, list[Ran]], spiked: Path
) -> None:
    assert ran
    forms = [
        (value, value.hex().encode(), base64.b64encode(value))
        for value in _hashes(spiked / "office" / "store")
    ]
    searched = 0
    for path in sorted(spiked.rglob("*")):
        inside = path.relative_to(spiked).parts
        if not path.is_file() or inside[0] in ("sent", "with-notes.csv") or inside[:2] == ("office", "store"):
            continue
        searched += 1
        for text in _texts(path):
            lowered = text.lower()
            assert MARK.encode() not in lowered, path
            assert TELEPHONE.encode() not in text, path
            assert not re.search(rb"10:11:37", text), path
            for raw, hexed, based in forms:
                assert raw not in text, path
                assert hexed not in lowered, path
                assert based not in text, path
    assert searched > 100


def test_the_store_itself_holds_no_text_that_somebody_wrote(ran: dict[str, list[Ran]], spiked: Path) -> None:
    """Persons and cases are hashes there, and of refused rows only cells of the open class are kept."""
    assert ran
    for path in sorted((spiked / "office" / "store").rglob("*")):
        if path.is_file():
            for text in _texts(path):
                assert f"{MARK}person".encode() not in text.lower(), path
                assert f"{MARK}case".encode() not in text.lower(), path
                assert f"{MARK}bad".encode() not in text.lower(), path
                assert SENTENCE.encode() not in text, path
                assert TELEPHONE.encode() not in text, path
