"""The whole public record as files that open in any browser: every public page, its data, and every paper.

Pages are asked for as anybody asks for them, without signing in, and what they link to is followed. So
nothing can be exported that the public does not see.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from frankpledge.errors import WrongUse
from frankpledge.store.files import friendly_disk_errors
from frankpledge.web.seeing import in_force

BEGIN = "/"
NOT_FOLLOWED = ("/accounts/", "/explore", "/embed/", "/api/", "/alive", "/map/")
"""What is made on demand, or is no record."""
_LINK = re.compile(r'(?P<before>\b(?:href|src)=")(?P<link>/[^"#]*)(?P<rest>[^"]*")')


def export_public(target: Path) -> int:
    """Write the public record to a new folder; return the number of files. Raises WrongUse if it exists."""
    if target.exists():
        raise WrongUse("this folder exists already.", file=target, do="Name another.")
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("."))
    seen = {BEGIN, *_released()}
    waiting, written = deque(sorted(seen)), 0
    with friendly_disk_errors(target):
        target.mkdir(parents=True)
        while waiting:
            path = waiting.popleft()
            content, is_page = _content(client, path)
            if content is None:
                continue
            if is_page:
                page = content.decode()
                for found in _LINK.finditer(page):
                    link = found["link"].replace("&amp;", "&")
                    if _followed(link) and link not in seen:
                        seen.add(link)
                        waiting.append(link)
                content = _LINK.sub(partial(_relative, path=path), page).encode()
            file = target / file_of(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            written += 1
    return written


def _content(client: Client, path: str) -> tuple[bytes | None, bool]:
    """Return what is at an address for the public, and whether it is a page; None where there is nothing."""
    if path.startswith(settings.STATIC_URL):
        found = finders.find(unquote(path.removeprefix(settings.STATIC_URL)))
        return (None, False) if not isinstance(found, str) else (Path(found).read_bytes(), False)
    answer = client.get(path, secure=settings.PRODUCTION)
    if answer.status_code != 200:
        return None, False
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    is_page = answer.get("Content-Type", "").startswith("text/html") and path not in _released()
    return content, is_page


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
    return bool(paged) and not split.path.startswith(NOT_FOLLOWED)


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


def _relative(found: re.Match[str], path: str) -> str:
    """Return a link that leads from one file of the export to another; what is not in it leads nowhere."""
    link = found["link"].replace("&amp;", "&")
    if not _followed(link):
        return f'{found["before"]}#"'
    here = posixpath.dirname(file_of(path))
    return f"{found['before']}{posixpath.relpath(file_of(link), here or '.')}{found['rest']}"
