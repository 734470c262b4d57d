"""Headers of every answer: what a page may load (nothing but our own files), and who may frame it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'{forms}; base-uri 'none'; frame-ancestors {frames}"
)
"""No inline script, no inline style, nothing from elsewhere. Pictures may stand in the page as data."""
FRAMED = "/embed/"
"""What other sites may put into their pages."""


def _sign_on() -> str:
    """Return where else forms may lead: to the office's provider, for browsers hold redirects too."""
    found = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ())
    servers = (urlsplit(one["settings"]["server_url"]) for one in found)
    return "".join(f" {one.scheme}://{one.netloc}" for one in servers)


class Headers:
    """Set the security headers that Django does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, with headers."""
        response = self.get_response(request)
        framed = request.path.startswith(FRAMED)
        frames = "*" if framed else "'none'"
        response.setdefault("Content-Security-Policy", POLICY.format(frames=frames, forms=_sign_on()))
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if framed else "same-origin")
        if not framed:
            response.setdefault("X-Frame-Options", "DENY")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response
