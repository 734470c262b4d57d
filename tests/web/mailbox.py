"""A real mail server in the tests' own process: what was sent to it is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """Takes every message it is sent."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        """Keep a message."""
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"

    def last(self) -> Message:
        """Return the newest message."""
        return self.messages[-1]  # type: ignore[no-any-return]

    def link(self) -> str:
        """Return the path of the link in the newest message."""
        found = re.search(r"https?://[^/\s]+(/\S+)", self.messages[-1].get_content())
        assert found is not None
        return found[1]


@contextmanager
def receiving() -> Iterator[Mailbox]:
    """Run a mail server on a free port, and have Django send to it."""
    import socket

    from django.conf import settings

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    kept = {
        name: getattr(settings, name)
        for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS")
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    server.start()
    try:
        yield box
    finally:
        server.stop()
        for name, value in kept.items():
            setattr(settings, name, value)
