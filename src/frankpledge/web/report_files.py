"""Files of reports as browsers get them: a page stands under the policy that it states itself."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHOWN = frozenset({"text/html", "application/pdf", "image/svg+xml", "image/png"})
"""Types that a browser shows; all others are to be saved."""
KINDS = {".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
"""What the machine's own list of types may not know."""
_OWN_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def given(name: str, content: bytes) -> HttpResponse:
    """Return a file of a report, a draft's or a release's, that a browser asks after again each time."""
    suffix = name[name.rfind(".") :]
    kind = KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8" if text else kind)
    response["Cache-Control"] = "no-cache"
    called, saved = PurePosixPath(name).name, kind not in SHOWN
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=saved, filename=called) or "attachment"
    )
    own = _OWN_POLICY.search(content) if kind == "text/html" else None
    if own is not None:  # Such a page says itself what it may load: no script, its own style sheet.
        policy = own[1].decode().replace("&#39;", "'")
        response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return response
