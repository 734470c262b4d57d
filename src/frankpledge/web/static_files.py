"""Style sheets, scripts and fonts from the package itself, under an address that says which they are.

The address holds a digest of all of them, so that a browser may keep each for a year: after an upgrade, pages
name others. Nothing is collected first, and links from one to another stay as they are written.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from whitenoise.middleware import WhiteNoiseMiddleware

BEGIN = "/static/"
"""What every such address begins with, of whatever version."""
_OF_A_VERSION = re.compile(rf"{BEGIN}(?:[0-9a-f]{{16}}/)?(?P<name>.+)")


def address_of(*folders: Path) -> str:
    """Return the address of the files in some folders: it is another as soon as one of them is."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return f"{BEGIN}{digest.hexdigest()[:16]}/"


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serve them; a page of another version that is still open is led to what they are now."""

    FOREVER = 365 * 24 * 60 * 60

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a file, or let others answer."""
        named = _OF_A_VERSION.fullmatch(request.path_info)
        now = "" if named is None else f"{settings.STATIC_URL}{named['name']}"
        if now != request.path_info and now in self.files:
            return HttpResponseRedirect(now)
        answer: HttpResponse = super().__call__(request)
        return answer
