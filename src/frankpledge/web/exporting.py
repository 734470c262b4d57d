"""The whole public record as files that open in any browser: every public page, its data, and every paper.

Pages are asked for as anybody asks for them, without signing in, and what they link to is followed. So
nothing can be exported that the public does not see.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from frankpledge.errors import WrongUse
from frankpledge.store.files import friendly_disk_errors
from frankpledge.web.framing import EXPORTING, ON_DEMAND
from frankpledge.web.relinking import links_of, links_of_sheet, relinked, without_forms
from frankpledge.web.seeing import in_force

BEGIN = "/"


def export_public(target: Path) -> int:
    """Write the public record to a new folder; return the number of files. Raises WrongUse if it exists."""
    if target.exists():
        raise WrongUse("this folder exists already.", file=target, do="Name another.")
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("."), **{EXPORTING: True})  # type: ignore[arg-type]
    seen = {BEGIN, *_released()}
    waiting, written, pages = deque(sorted(seen)), set[str](), []
    with friendly_disk_errors(target):
        target.mkdir(parents=True)
        while waiting:
            path = waiting.popleft()
            content, sort = _content(client, path)
            if content is None:
                continue
            written.add(path)
            found: list[str] = []
            if sort == "text/html":
                content = without_forms(content.decode()).encode()
                pages.append(path)
                found = [link for link in links_of(content.decode()) if _followed(link)]
            elif sort == "text/css":
                found = [urljoin(path, link) for link in links_of_sheet(content.decode())]
            waiting.extend(link for link in dict.fromkeys(found) if link not in seen)
            seen |= set(found)
            _write(target / file_of(path), content)
        for path in pages:  # Only now is known what there is.
            file = target / file_of(path)
            _write(file, relinked(file.read_text(), partial(_lead, path, written)).encode())
    return len(written)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _content(client: Client, path: str) -> tuple[bytes | None, str]:
    """Return what is at an address for the public, and its media type; None where there is nothing.

    What was released is kept as it was released: its own links are not looked at.
    """
    if path.startswith(settings.STATIC_URL):
        found = finders.find(unquote(path.removeprefix(settings.STATIC_URL)))
        kind = guess_type(path)[0] or ""
        return (None, "") if not isinstance(found, str) else (Path(found).read_bytes(), kind)
    answer = client.get(path, secure=settings.PRODUCTION)
    if answer.status_code != 200:
        return None, ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content, "" if path in _released() else answer.get("Content-Type", "").partition(";")[0]


def _released() -> set[str]:
    """Return the addresses of all files of the releases in force: they are kept as they were released."""
    return {
        reverse("release-file", args=(release.folder, file.name))
        for release in in_force()
        for file in release.files
    }


def _followed(link: str) -> bool:
    split = urlsplit(link)
    paged = not split.query or re.fullmatch(r"page=\d+", split.query)
    return bool(paged) and not split.path.startswith(ON_DEMAND)


def file_of(path: str) -> str:
    """Return the file that the content of an address is written to.

    >>> file_of("/records/decisions/"), file_of("/records/decisions/?page=2"), file_of("/due.csv")
    ('records/decisions/index.html', 'records/decisions/page-2.html', 'due.csv')
    """
    split = urlsplit(path)
    name = unquote(split.path).lstrip("/")
    if split.query:
        return f"{name}{split.query.replace('=', '-')}.html"
    return f"{name}index.html" if not name or name.endswith("/") else name


def _lead(path: str, written: set[str], link: str) -> str | None:
    """Return the link that leads from one file of the export to another; None to what is not in it."""
    to, mark, part = link.partition("#")
    if to not in written:
        return None
    here = posixpath.dirname(file_of(path))
    return f"{posixpath.relpath(file_of(to), here or '.')}{mark}{part}"
