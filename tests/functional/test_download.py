"""Downloads from a real server on this machine that breaks off, lies, changes its mind and refuses."""

from __future__ import annotations

import email.utils
import errno
import hashlib
import http.client
import io
import itertools
import json
import os
import random
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import frankpledge
from frankpledge.errors import BadEnvironment, BadInput, FrankpledgeError, Locked, WrongUse
from frankpledge.sources.archives import walk
from frankpledge.sources.checksums import listed
from frankpledge.sources.download import archive_url, fetch
from frankpledge.sources.http_requests import Redirects, TryAgain, trouble
from frankpledge.sources.part_files import PartFile

NAME = "2023-05.zip"
HALF = 0.5


@dataclass
class Shop:
    """What the server offers and how it misbehaves; lists are used up request by request."""

    files: dict[str, bytes]
    etag: str | None = '"first"'
    last_modified: str | None = "Mon, 01 Jul 2024 10:00:00 GMT"
    ranges: bool = True
    believes_any_range: bool = False
    """Sends the rest asked for although If-Range names another file."""
    chunked: bool = False
    says_length: bool = True
    encoding: str | None = None
    breaks: list[float] = field(default_factory=list)
    """Shares of the file after which the connection is closed."""
    resets: bool = False
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    stalls_at: float | None = None
    go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    def url(self, name: str = NAME) -> str:
        return f"http://127.0.0.1:{self.port}/data/archive/{name}"

    def ranges_asked(self) -> list[str | None]:
        return [headers.get("Range") for headers in self.asked]


class Counter(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: Shop

    def log_message(self, *_: Any) -> None:
        """Say nothing: what was asked is kept in the shop."""

    def do_GET(self) -> None:
        shop = self.shop
        shop.asked.append(dict(self.headers))
        name = self.path.partition("?")[0].rsplit("/", 1)[-1]
        self.close_connection = True
        if name in shop.redirects:
            return self.answer(302, {"Location": shop.redirects[name], "Content-Length": "0"})
        if shop.refusals:
            status, headers = shop.refusals.pop(0)
            return self.answer(status, {**headers, "Content-Length": "0"})
        if name not in shop.files:
            return self.answer(404, {"Content-Length": "0"})
        return self.serve(shop, shop.files[name])

    def answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()

    def serve(self, shop: Shop, content: bytes) -> None:
        status, start = 200, 0
        headers = {"ETag": shop.etag, "Last-Modified": shop.last_modified, "Content-Encoding": shop.encoding}
        asked = re.fullmatch(r"bytes=([0-9]+)-", self.headers.get("Range", ""))
        current = shop.believes_any_range or self.headers.get("If-Range") in (shop.etag, shop.last_modified)
        if asked and shop.ranges and current:
            status, start = 206, int(asked[1])
            if start >= len(content):
                return self.answer(416, {"Content-Length": "0"})
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if shop.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif shop.says_length:
            headers["Content-Length"] = str(len(content) - start)
        self.answer(status, {key: value for key, value in headers.items() if value is not None})
        end = max(start, int(len(content) * shop.breaks.pop(0))) if shop.breaks else len(content)
        self.send(shop, content, start, end)
        if end < len(content):
            if shop.resets:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif shop.chunked:
            self.wfile.write(b"0\r\n\r\n")
        return None

    def send(self, shop: Shop, content: bytes, start: int, end: int) -> None:
        if shop.stalls_at is not None and start < (pause := int(len(content) * shop.stalls_at)):
            self.send(Shop({}, chunked=shop.chunked), content, start, pause)
            shop.go_on.wait(20)
            start = pause
        for place in range(start, end, 100_000):
            piece = content[place : min(end, place + 100_000)]
            try:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if shop.chunked else piece)
            except OSError:
                return


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that broke, as they should here."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="session")
def made_zip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A zip of about 3 MB that does not compress away."""
    path = tmp_path_factory.mktemp("made") / NAME
    chance = random.Random(20230531)  # noqa: S311 - a fixed seed, so that a failure can be repeated
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"2023-05/2023-05-force-{number}-street.csv", chance.randbytes(1_024_000))
    return path.read_bytes()


@pytest.fixture
def shop(made_zip: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A server on this machine, with one zip."""
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    offered = Shop({NAME: made_zip})
    server = QuietServer(("127.0.0.1", 0), type("OwnCounter", (Counter,), {"shop": offered}))
    server.daemon_threads = True
    offered.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield offered
    offered.go_on.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


class Waits(list[float]):
    """A sleep that does not sleep, and remembers for how long."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_another_process(setting: str, url: str, into: Path) -> dict[str, Any]:
    """Return the arguments of subprocess for a process that runs ``setting`` and then downloads."""
    source = Path(frankpledge.__file__).parents[1]
    program = (
        f"{setting}import sys; from pathlib import Path; from frankpledge.sources.download import fetch;"
    )
    program += "fetch(sys.argv[1], Path(sys.argv[2]))"
    command = [sys.executable, "-c", program, url, str(into)]
    return {"args": command, "env": {**os.environ, "PYTHONPATH": str(source)}}


def fails(kind: type[FrankpledgeError], shop: Shop, into: Path, **options: Any) -> str:
    with pytest.raises(kind) as caught:
        fetch(shop.url(), into, sleep=options.pop("sleep", Waits()), **options)
    assert type(caught.value) is kind
    assert caught.value.do
    return str(caught.value)


# The straight way.


def test_a_file_is_brought_whole_with_progress_and_a_name(shop: Shop, into: Path) -> None:
    content = shop.files[NAME]
    seen: list[tuple[int, int | None]] = []
    path = fetch(
        shop.url(),
        into,
        sha256=hashlib.sha256(content).hexdigest().upper(),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert path == into / NAME
    assert path.read_bytes() == content
    assert left_in(into) == [NAME]
    assert len(walk(path)) == 3
    assert seen[0] == (0, len(content))
    assert seen[-1] == (len(content), len(content))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert shop.asked[0]["User-Agent"].startswith(f"Frankpledge/{frankpledge.__version__} ")
    assert shop.asked[0]["Accept-Encoding"] == "identity"
    assert "Range" not in shop.asked[0]


def test_a_file_can_be_given_another_name(shop: Shop, into: Path) -> None:
    path = fetch(shop.url() + "?key=secret", into / "own.zip")
    assert (path.name, path.read_bytes()) == ("own.zip", shop.files[NAME])


def test_an_empty_file_is_a_file(shop: Shop, into: Path) -> None:
    shop.files[NAME] = b""
    assert fetch(shop.url(), into).read_bytes() == b""
    assert left_in(into) == [NAME]


def test_a_redirect_is_followed_with_the_name_first_asked_for(shop: Shop, into: Path) -> None:
    shop.redirects["latest.zip"] = shop.url()
    shop.breaks = [HALF]
    path = fetch(shop.url("latest.zip"), into, sleep=Waits())
    assert (path.name, path.read_bytes()) == ("latest.zip", shop.files[NAME])


def test_the_archive_of_a_month_has_the_documented_address() -> None:
    assert archive_url(2023 * 12 + 4) == "https://data.police.uk/data/archive/2023-05.zip"


# Breaking off and going on.


@pytest.mark.parametrize("resets", [False, True])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_broken_download_goes_on_where_it_stopped(
    shop: Shop, into: Path, resets: bool, chunked: bool
) -> None:
    shop.breaks, shop.resets, shop.chunked = [0.3, 0.7], resets, chunked
    waits = Waits()
    path = fetch(shop.url(), into, sleep=waits)
    assert path.read_bytes() == shop.files[NAME]
    assert left_in(into) == [NAME]
    assert len(waits) == 2
    if not resets:  # a reset may throw away what had been sent but not read yet
        starts = [int(str(asked)[6:-1]) for asked in shop.ranges_asked()[1:]]
        assert starts == [int(len(shop.files[NAME]) * share) for share in (0.3, 0.7)]
        assert [headers.get("If-Range") for headers in shop.asked] == [None, '"first"', '"first"']


def test_the_next_command_goes_on_too(shop: Shop, into: Path) -> None:
    shop.breaks = [HALF]
    said = fails(BadEnvironment, shop, into, retries=0)
    assert f"{NAME}.part" in said
    assert "same command again" in said
    assert left_in(into) == [f"{NAME}.part", f"{NAME}.part.json"]
    seen: list[int] = []
    fetch(shop.url(), into, on_progress=lambda done, _: seen.append(done))
    assert seen[0] == len(shop.files[NAME]) // 2
    assert (into / NAME).read_bytes() == shop.files[NAME]
    assert left_in(into) == [NAME]


def test_a_killed_process_leaves_what_the_next_one_goes_on_with(shop: Shop, into: Path) -> None:
    shop.stalls_at = HALF
    child = subprocess.Popen(**in_another_process("", shop.url(), into))
    part = into / f"{NAME}.part"
    half = len(shop.files[NAME]) // 2
    deadline = time.monotonic() + 20
    while not (part.exists() and part.stat().st_size == half) and time.monotonic() < deadline:
        time.sleep(0.02)
    with pytest.raises(Locked, match="Another download"):
        fetch(shop.url(), into)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert part.stat().st_size == half
    assert not (into / NAME).exists()
    fetch(shop.url(), into)
    assert shop.ranges_asked() == [None, f"bytes={half}-"]
    assert (into / NAME).read_bytes() == shop.files[NAME]


def test_a_server_that_ignores_ranges_is_read_from_the_start(shop: Shop, into: Path) -> None:
    shop.breaks, shop.ranges = [HALF], False
    assert fetch(shop.url(), into, sleep=Waits()).read_bytes() == shop.files[NAME]
    assert len(shop.asked) == 2


@pytest.mark.parametrize("believes_any_range", [False, True])
def test_a_file_that_changed_between_tries_is_read_from_the_start(
    shop: Shop, into: Path, believes_any_range: bool
) -> None:
    shop.breaks = [HALF]
    fails(BadEnvironment, shop, into, retries=0)
    shop.files[NAME] = shop.files[NAME][::-1]
    shop.etag, shop.believes_any_range = '"second"', believes_any_range
    assert fetch(shop.url(), into, sleep=Waits()).read_bytes() == shop.files[NAME]


def test_a_file_that_grew_under_the_same_date_is_read_from_the_start(shop: Shop, into: Path) -> None:
    shop.etag, shop.breaks = None, [HALF]
    fails(BadEnvironment, shop, into, retries=0)
    shop.files[NAME] = b"new" + shop.files[NAME]
    assert fetch(shop.url(), into, sleep=Waits()).read_bytes() == shop.files[NAME]
    assert shop.asked[1]["If-Range"] == shop.last_modified


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_reliable_mark_nothing_is_joined(shop: Shop, into: Path, etag: str | None) -> None:
    shop.etag, shop.last_modified, shop.breaks = etag, None, [HALF]
    assert fetch(shop.url(), into, sleep=Waits()).read_bytes() == shop.files[NAME]
    assert shop.ranges_asked() == [None, None]


def test_a_part_of_another_address_is_not_joined(shop: Shop, into: Path) -> None:
    shop.breaks = [HALF]
    fails(BadEnvironment, shop, into, retries=0)
    shop.files["other.zip"] = shop.files[NAME][::-1]
    assert fetch(shop.url("other.zip"), into / NAME).read_bytes() == shop.files["other.zip"]


@pytest.mark.parametrize("notes", [b"", b"[]", b"{", b'{"url_digest": 1, "x": 2}'])
def test_spoilt_notes_mean_a_new_start(shop: Shop, into: Path, notes: bytes) -> None:
    (into / f"{NAME}.part").write_bytes(b"something else")
    (into / f"{NAME}.part.json").write_bytes(notes)
    assert fetch(shop.url(), into).read_bytes() == shop.files[NAME]


@pytest.mark.parametrize("surplus", [b"", b"more"])
def test_a_part_that_was_whole_already_is_finished(shop: Shop, into: Path, surplus: bytes) -> None:
    shop.breaks = [HALF]
    fails(BadEnvironment, shop, into, retries=0)
    (into / f"{NAME}.part").write_bytes(shop.files[NAME] + surplus)
    assert fetch(shop.url(), into).read_bytes() == shop.files[NAME]
    last = len(shop.files[NAME]) - 1
    assert shop.ranges_asked()[1] == (None if surplus else f"bytes={last}-")


def test_a_range_the_server_does_not_have_means_a_new_start(shop: Shop, into: Path) -> None:
    shop.chunked, shop.breaks = True, [HALF]
    fails(BadEnvironment, shop, into, retries=0)
    (into / f"{NAME}.part").write_bytes(shop.files[NAME] + b"more")
    assert fetch(shop.url(), into, sleep=Waits()).read_bytes() == shop.files[NAME]
    assert len(shop.asked) == 3


# Patience.


def test_a_busy_server_is_given_the_time_it_asks_for(shop: Shop, into: Path) -> None:
    now = 1_719_828_000.0
    in_a_minute = email.utils.formatdate(now + 60, usegmt=True)
    shop.refusals = [
        (503, {"Retry-After": "7"}),
        (429, {"Retry-After": in_a_minute}),
        (500, {}),
        (502, {"Retry-After": "soon"}),
    ]
    waits = Waits()
    fetch(shop.url(), into, sleep=waits, clock=lambda: now, chance=lambda: 1.0)
    assert waits == [7, 60, 4, 8]


def test_waits_double_with_jitter_until_patience_ends(shop: Shop, into: Path) -> None:
    shop.refusals = [(503, {})] * 9
    waits, chances = Waits(), itertools.cycle([0.0, 1.0])
    said = fails(BadEnvironment, shop, into, retries=8, sleep=waits, chance=lambda: next(chances))
    assert "9 tries in a row" in said
    assert "status 503" in said
    assert waits == [0.5, 2, 2, 8, 8, 32, 30, 60]
    assert len(shop.asked) == 9
    assert left_in(into) == []


def test_a_server_that_asks_for_hours_is_left_alone(shop: Shop, into: Path) -> None:
    shop.refusals = [(503, {"Retry-After": "7200"})]
    waits = Waits()
    assert "120 minutes" in fails(BadEnvironment, shop, into, sleep=waits)
    assert waits == []


def test_progress_renews_patience_and_its_lack_ends_it(shop: Shop, into: Path) -> None:
    shop.breaks = [0.36, 0.72]
    fetch(shop.url(), into, retries=1, sleep=Waits())
    assert len(shop.asked) == 3
    shop.breaks, shop.ranges = [HALF] * 9, False
    said = fails(BadEnvironment, shop, into, retries=2, replace=True)
    assert "broke off after" in said
    assert "3 tries in a row" in said
    assert len(shop.asked) == 3 + 3


def test_a_silent_server_is_tried_again(shop: Shop, into: Path) -> None:
    shop.stalls_at = HALF
    path = fetch(shop.url(), into, timeout=0.3, sleep=Waits())
    assert path.read_bytes() == shop.files[NAME]
    assert shop.ranges_asked() == [None, f"bytes={len(shop.files[NAME]) // 2}-"]


def test_a_server_that_is_not_there_is_the_environments_fault(shop: Shop, into: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        shop.port = unused.getsockname()[1]
    assert "refused" in fails(BadEnvironment, shop, into, retries=1)
    assert left_in(into) == []


def test_a_server_without_tls_is_not_spoken_to_without(shop: Shop, into: Path) -> None:
    with pytest.raises(BadEnvironment, match="failed after 1 try"):
        fetch(shop.url().replace("http:", "https:"), into, retries=0)
    assert shop.asked == []


def test_a_certificate_that_cannot_be_verified_ends_it_at_once() -> None:
    met = trouble(ssl.SSLCertVerificationError("no"), "https://example.org/a.zip?key=secret")
    assert isinstance(met, BadEnvironment)
    assert "secret" not in str(met)
    assert isinstance(trouble(http.client.RemoteDisconnected("gone"), "https://example.org/"), TryAgain)


# What is refused.


@pytest.mark.parametrize(
    ("status", "said"), [(404, "no such file"), (410, "no such file"), (403, "expired"), (400, "status 400")]
)
def test_a_wrong_address_is_bad_input_and_not_tried_again(
    shop: Shop, into: Path, status: int, said: str
) -> None:
    shop.refusals = [(status, {})]
    assert said in fails(BadInput, shop, into)
    assert len(shop.asked) == 1
    assert left_in(into) == []


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_a_wrong_checksum_is_refused_and_nothing_kept(shop: Shop, into: Path, kind: str) -> None:
    digits = {"sha256": "0" * 64, "md5": "0" * 32}[kind]
    assert "checksum" in fails(BadInput, shop, into, **{kind: digits})
    assert left_in(into) == []


def test_checksum_lists_beside_the_file_are_used(shop: Shop, into: Path, tmp_path: Path) -> None:
    digits = hashlib.sha256(shop.files[NAME]).hexdigest()
    shop.files["SHA256SUMS"] = f"{'0' * 64}  other.zip\n{digits} *./{NAME}\n".encode()
    shop.refusals = [(503, {})]
    fetch(shop.url(), into / NAME, checksums="SHA256SUMS", sleep=Waits())
    shop.files[NAME + ".md5"] = b"0" * 32 + b"\n"
    assert "MD5" in fails(BadInput, shop, into, checksums=f"{NAME}.md5", replace=True)
    assert (into / NAME).read_bytes() == shop.files[NAME], "the whole file from before is still there"
    own = tmp_path / "own.sha256"
    own.write_text(f"SHA256 ({NAME}) = {digits}\n")
    fetch(shop.url(), into, checksums=own, replace=True)
    shop.files["SHA256SUMS"] = b"nothing here\n"
    assert "no MD5 or SHA-256" in fails(BadInput, shop, into, checksums="SHA256SUMS", replace=True)
    assert "no such file" in fails(BadInput, shop, into, checksums="GONE", replace=True)
    assert "cannot be read" in fails(WrongUse, shop, into, checksums=tmp_path / "gone", replace=True)


def test_a_checksum_standing_alone_belongs_to_the_file_but_one_of_another_file_does_not() -> None:
    assert listed("\ufeff" + "A" * 64 + "\n", NAME, "list").digits == "a" * 64
    with pytest.raises(BadInput):
        listed("a" * 64 + "  other.zip\n", NAME, "list")


@pytest.mark.parametrize("given", [{"sha256": "abc"}, {"md5": "z" * 32}, {"retries": -1}])
def test_wrong_options_are_wrong_use(shop: Shop, into: Path, given: dict[str, Any]) -> None:
    with pytest.raises(WrongUse):
        fetch(shop.url(), into, **given)
    assert shop.asked == []


def test_a_file_in_the_way_is_never_overwritten_unasked(shop: Shop, into: Path) -> None:
    (into / NAME).write_bytes(b"an earlier download")
    assert "already" in fails(WrongUse, shop, into)
    assert "already" in fails(WrongUse, shop, into, sha256="0" * 64)
    assert (into / NAME).read_bytes() == b"an earlier download"
    assert shop.asked == []
    digits = hashlib.sha256(b"an earlier download").hexdigest()
    assert fetch(shop.url(), into, sha256=digits) == into / NAME
    assert shop.asked == []
    assert fetch(shop.url(), into, replace=True).read_bytes() == shop.files[NAME]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a.zip",
        "file:///etc/passwd",
        "data.police.uk/a.zip",
        "https:///a.zip",
        "https://name:secret@example.org/a.zip",
        "https://example.org:x/a.zip",
        "https://example.org/a b.zip",
        "https://[::1/a.zip",
    ],
)
def test_addresses_that_are_none_are_wrong_use(into: Path, url: str) -> None:
    with pytest.raises(WrongUse) as caught:
        fetch(url, into)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["", ".hidden", "%2e%2e%2fx", "a%5Cb", "a%00b"])
def test_names_that_are_none_are_wrong_use(shop: Shop, into: Path, name: str) -> None:
    with pytest.raises(WrongUse, match="usable file name"):
        fetch(shop.url(name), into)
    with pytest.raises(WrongUse, match="no such folder"):
        fetch(shop.url(), into / "no" / "where.zip")


def test_redirects_have_an_end_and_never_leave_https_or_the_web(shop: Shop, into: Path) -> None:
    shop.redirects[NAME] = shop.url()
    assert "too often" in fails(BadInput, shop, into)
    shop.redirects[NAME] = "ftp://example.org/a.zip"
    assert "no web address" in fails(BadInput, shop, into)
    shop.redirects[NAME] = "file:///etc/passwd"
    assert "no web address" in fails(BadInput, shop, into)
    asked = urllib.request.Request("https://example.org/a.zip")
    with pytest.raises(BadInput, match="https to http"):
        Redirects().redirect_request(asked, io.BytesIO(), 302, "", Message(), shop.url())
    assert left_in(into) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_over_the_limit_is_refused(shop: Shop, into: Path, chunked: bool) -> None:
    shop.chunked = chunked
    assert "larger than 1,000,000" in fails(BadInput, shop, into, max_bytes=1_000_000)


def test_a_file_of_unknown_length_needs_a_checksum(shop: Shop, into: Path) -> None:
    shop.says_length = False
    assert "how long the file is" in fails(BadInput, shop, into)
    digits = hashlib.sha256(shop.files[NAME]).hexdigest()
    seen: list[int | None] = []
    path = fetch(shop.url(), into, sha256=digits, on_progress=lambda _, total: seen.append(total))
    assert path.read_bytes() == shop.files[NAME]
    assert set(seen) == {None}


def test_an_encoding_that_was_not_asked_for_is_refused(shop: Shop, into: Path) -> None:
    shop.encoding = "gzip"
    assert "another encoding" in fails(BadInput, shop, into)


def test_a_status_without_a_file_is_refused(shop: Shop, into: Path) -> None:
    shop.refusals = [(204, {})]
    assert "status 204" in fails(BadInput, shop, into)


def test_notes_hold_no_address(shop: Shop, into: Path) -> None:
    shop.breaks = [HALF]
    with pytest.raises(BadEnvironment) as caught:
        fetch(shop.url() + "?key=secret", into, retries=0)
    notes = (into / f"{NAME}.part.json").read_text()
    assert json.loads(notes)["etag"] == '"first"'
    assert "secret" not in notes + str(caught.value)


# Disk and rights.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one mebibyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk cannot be mounted here (needs root and the right to mount)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_too_small_is_noticed_before_the_download(shop: Shop, small_disk: Path) -> None:
    assert "more bytes; the disk has" in fails(BadEnvironment, shop, small_disk)
    assert left_in(small_disk) == []


def test_a_disk_that_fills_up_leaves_nothing_under_the_name(shop: Shop, small_disk: Path) -> None:
    shop.chunked = True  # the length is not said, so it cannot be noticed before
    said = fails(BadEnvironment, shop, small_disk)
    assert "disk is full" in said
    assert left_in(small_disk) == [f"{NAME}.part", f"{NAME}.part.json"]
    kept = (small_disk / f"{NAME}.part").read_bytes()
    assert len(kept) > 500_000
    assert shop.files[NAME].startswith(kept)
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    fetch(shop.url(), small_disk)
    assert shop.ranges_asked() == [None, f"bytes={len(kept)}-"]
    assert (small_disk / NAME).read_bytes() == shop.files[NAME]


def test_a_limit_on_file_size_is_met_like_a_full_disk(shop: Shop, into: Path) -> None:
    setting = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    setting += "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
    child = subprocess.run(
        **in_another_process(setting, shop.url(), into), check=False, stderr=subprocess.PIPE, text=True
    )
    said = child.stderr.splitlines()[-1]
    assert "BadEnvironment: " in said
    assert "disk is full" in said
    assert left_in(into) == [f"{NAME}.part", f"{NAME}.part.json"]
    assert (into / f"{NAME}.part").stat().st_size == 1_000_000
    assert fetch(shop.url(), into).read_bytes() == shop.files[NAME]
    assert shop.ranges_asked()[1] == "bytes=1000000-"


def test_a_place_that_cannot_be_written_is_the_environments_fault(shop: Shop, into: Path) -> None:
    (into / f"{NAME}.part").mkdir()
    said = fails(BadEnvironment, shop, into)
    assert os.strerror(errno.EISDIR) in said
    assert shop.asked == []


def test_two_downloads_of_one_file_do_not_mix(shop: Shop, into: Path) -> None:
    with PartFile(into / NAME, shop.url()) as held:
        held.write(b"held")
        assert "Another download" in fails(Locked, shop, into)
    assert (into / f"{NAME}.part").read_bytes() == b"held"
    fetch(shop.url(), into)
    assert (into / NAME).read_bytes() == shop.files[NAME]


# The real thing.


@pytest.mark.shared
def test_a_real_archive_survives_a_bad_line(shop: Shop, into: Path, shared_data: Path) -> None:
    real = shared_data / "police_uk" / "bedfordshire.zip"
    shop.files["bedfordshire.zip"] = real.read_bytes()
    shop.breaks = [0.1, 0.5, 0.50001, 0.9]
    path = fetch(shop.url("bedfordshire.zip"), into, retries=2, sleep=Waits())
    assert path.read_bytes() == shop.files["bedfordshire.zip"]
    assert [file.name for file in walk(path)] == [file.name for file in walk(real)]
    assert all(file.read() for file in walk(path))
