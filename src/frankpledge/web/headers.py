"""Headers of every answer: what a page may load (nothing but our own files), and who may frame it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
"""No inline script, no inline style, nothing from elsewhere. Pictures may stand in the page as data."""
FRAMED = "/embed/"
"""What other sites may put into their pages."""


class Headers:
    """Set the security headers that Django does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, with headers."""
        response = self.get_response(request)
        framed = request.path.startswith(FRAMED)
        response.setdefault("Content-Security-Policy", POLICY.format(frames="*" if framed else "'none'"))
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if framed else "same-origin")
        if not framed:
            response.setdefault("X-Frame-Options", "DENY")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response
