"""Fetching a publisher's file so that it is whole, or not there at all.

A download that breaks off is kept as ``NAME.part`` and goes on where it stopped, in this run
or the next. The file gets its name only when its length and checksum are right and it is
safely on the disk.
"""

from __future__ import annotations

import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from frankpledge.errors import BadInput, WrongUse
from frankpledge.periods import month_key
from frankpledge.sources.checksums import Checksum, checksum, listed
from frankpledge.sources.http_requests import (
    Patience,
    RangeRefused,
    TryAgain,
    ask,
    check_url,
    persist,
    shown,
    trouble,
)
from frankpledge.sources.part_files import PartFile, served

Progress = Callable[[int, int | None], None]
"""Called with the bytes there are and the bytes there will be (None when the server does not say)."""

LARGEST_DOWNLOAD = 16 << 30
_LARGEST_LIST = 1 << 20
_PIECE = 1 << 18


def archive_url(month: int) -> str:
    """Return the address of the national archive of police data published for a month.

    The form is the one documented at https://data.police.uk/about/ ("Data Download").

    >>> archive_url(2024 * 12)
    'https://data.police.uk/data/archive/2024-01.zip'
    """
    return f"https://data.police.uk/data/archive/{month_key(month)}.zip"


def fetch(
    url: str,
    into: Path,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    checksums: str | Path | None = None,
    replace: bool = False,
    retries: int = 5,
    timeout: float = 30.0,
    max_bytes: int = LARGEST_DOWNLOAD,
    on_progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
    chance: Callable[[], float] = random.random,
) -> Path:
    """Download ``url`` and return the path of the whole file.

    ``into`` is a folder (the file keeps its name) or the file to write. ``checksums`` names a
    list such as ``SHA256SUMS`` or ``2024-01.zip.md5``: a path on disk, or an address, which may
    be relative to ``url``. A file that is there already with the right checksum is returned at
    once; any other is left alone unless ``replace``.

    Raises WrongUse (address, name, a file in the way), BadInput (no such file, wrong checksum,
    too large), BadEnvironment (network, disk, rights; what was received is kept) and Locked.
    """
    check_url(url)
    target = _target(url, into)
    patience = Patience(retries, timeout, sleep, clock, chance)
    wanted = [checksum("sha256", sha256)] if sha256 else []
    wanted += [checksum("md5", md5)] if md5 else []
    if checksums is not None:
        wanted.append(_from_list(checksums, url, target.name, patience))
    if target.exists() and not replace:
        if wanted and all(each.matches(target) for each in wanted):
            return target
        raise WrongUse(
            "There is a file of this name already.",
            file=target,
            do="Move it away or choose another name: an earlier download is never overwritten unasked.",
        )
    with PartFile(target, url) as part:
        order = _Order(url, part, patience, max_bytes, bool(wanted), on_progress)
        persist(
            order.attempt,
            url,
            patience,
            reached=lambda: part.size,
            do=f"What was received is kept in {part.path}; give the same command again to go on.",
        )
        for each in wanted:
            if not each.matches(part.path):
                part.restart()
                raise BadInput(
                    f"The {each.label} checksum of the download is not the one given; it was not kept.",
                    file=shown(url),
                    do="Check the checksum; if it is right, the file was changed or damaged on its way.",
                )
        part.finish()
    return target


@dataclass(frozen=True)
class _Order:
    """One file to be brought, and the bounds it must keep."""

    url: str
    part: PartFile
    patience: Patience
    max_bytes: int
    has_checksum: bool
    on_progress: Progress | None

    def attempt(self) -> None:
        """Ask for what is missing and write it down. Raises TryAgain when less than all came."""
        start = self.part.resume_at()
        headers = {}
        if start:
            headers = {"Range": f"bytes={start}-", "If-Range": str(self.part.of.validator)}
        try:
            answer = ask(self.url, headers, self.patience)
        except RangeRefused:
            self.part.restart()
            raise TryAgain("the server would not give the rest of the file") from None
        with answer:
            total = self._begin(answer, start)
            self._receive(answer, total)
        if total is not None and self.part.size != total:
            raise TryAgain(f"the connection broke off after {self.part.size:,} of {total:,} bytes")

    def _begin(self, answer: http.client.HTTPResponse, start: int) -> int | None:
        """Check what the server is about to send, make the part file ready, return the whole length."""
        if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise BadInput(
                "The server sends the file in another encoding than it was asked for.",
                file=shown(self.url),
                do="Download it with a browser instead.",
            )
        if answer.status == 200:
            start, total = 0, _length(answer)
        elif answer.status == 206 and start:
            total = _total_of_range(answer, start)
        else:
            raise BadInput(
                f"The server answered with status {answer.status} and no file.",
                file=shown(self.url),
                do="Check the address.",
            )
        now = served(self.url, answer.headers, total)
        if start and (total is None or not self.part.of.is_same_as(now)):
            self.part.restart()
            raise TryAgain("the file changed on the server while it was being downloaded")
        if total is not None and total > self.max_bytes:
            raise self._too_large()
        if total is None and not answer.chunked and not self.has_checksum:
            raise BadInput(
                "The server does not say how long the file is, so a broken copy could not be told from a"
                " whole one.",
                file=shown(self.url),
                do="Give its SHA-256 or MD5 checksum.",
            )
        # The answer to a request for the rest may be less complete than the first one: keep that.
        self.part.begin(self.part.of if start else now, start)
        return total

    def _receive(self, answer: http.client.HTTPResponse, total: int | None) -> None:
        self._report(total)
        while True:
            try:
                # read1 gives what has come; read would lose it when the connection breaks off.
                data = answer.read1(_PIECE)
            except (OSError, http.client.HTTPException) as error:
                raise trouble(error, self.url) from error
            if not data:
                return
            if self.part.size + len(data) > self.max_bytes:
                raise self._too_large()
            self.part.write(data)
            self._report(total)

    def _report(self, total: int | None) -> None:
        if self.on_progress is not None:
            self.on_progress(self.part.size, total)

    def _too_large(self) -> BadInput:
        return BadInput(
            f"The file is larger than {self.max_bytes:,} bytes.",
            file=shown(self.url),
            do="Check the address.",
        )


def _length(answer: http.client.HTTPResponse) -> int | None:
    return None if answer.chunked else answer.length


def _total_of_range(answer: http.client.HTTPResponse, start: int) -> int | None:
    """Return the whole length a 206 answer speaks of; None if it is not the part asked for."""
    match = re.fullmatch(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)", answer.headers.get("Content-Range", "").strip())
    if not match or int(match[1]) != start or int(match[2]) + 1 != int(match[3]):
        return None
    return int(match[3])


def _target(url: str, into: Path) -> Path:
    """Return the path of the file to write."""
    if not into.is_dir():
        if not into.parent.is_dir():
            raise WrongUse("There is no such folder.", file=into.parent, do="Make it first.")
        return into
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    if not name or name.startswith(".") or not name.isprintable() or re.search(r'[/\\:*?"<>|]', name):
        raise WrongUse(
            "The address does not end in a usable file name.",
            file=shown(url),
            do="Name the file to write, not only its folder.",
        )
    return into / name


def _from_list(where: str | Path, url: str, name: str, patience: Patience) -> Checksum:
    """Return the checksum of ``name`` from a list on disk or on the server."""
    if isinstance(where, Path):
        try:
            return listed(where.read_text(encoding="utf-8", errors="replace"), name, str(where))
        except OSError as error:
            raise WrongUse(
                f"The list of checksums cannot be read ({error.strerror}).", file=where, do="Check its path."
            ) from error
    address = urljoin(url, where)
    check_url(address)

    def read() -> str:
        with ask(address, {}, patience) as answer:
            total = _length(answer)
            try:
                content = answer.read(_LARGEST_LIST)
            except (OSError, http.client.HTTPException) as error:
                raise trouble(error, address) from error
        if total is not None and len(content) != min(total, _LARGEST_LIST):
            raise TryAgain("the connection broke off")
        return content.decode("utf-8", errors="replace")

    text = persist(read, address, patience, reached=lambda: 0, do="Try again later, or give the checksum.")
    return listed(text, name, shown(address))
