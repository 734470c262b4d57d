"""Asking a web server politely: who asks, what is worth another try, and when to give up.

The standard library does the talking (``urllib.request``, with the proxies and certificates
of the system): one file at a time needs no pooled connections, and so no further dependency.
"""

from __future__ import annotations

import email.utils
import functools
import http.client
import random
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import IO, TypeVar, cast
from urllib.parse import urlsplit

from frankpledge import __version__
from frankpledge.errors import BadEnvironment, BadInput, FrankpledgeError, WrongUse

Result = TypeVar("Result")

USER_AGENT = f"Frankpledge/{__version__} (open-source software; downloads on a person's command)"

_TRY_AGAIN_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_WAIT = 1.0
_LONGEST_BACK_OFF = 60.0
_LONGEST_ASKED_WAIT = 300.0
_WORTHWHILE_PROGRESS = 1 << 20


class TryAgain(Exception):
    """A failure that may pass: ``after`` is the least wait in seconds the server asked for."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class RangeRefused(Exception):
    """The server has no such part of the file (status 416)."""


@dataclass(frozen=True)
class Patience:
    """How often to try, and the clock and chance to do it by.

    ``retries`` counts tries in a row that brought less than 1 MiB more than any before.
    """

    retries: int = 5
    timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        if self.retries < 0 or self.timeout <= 0:
            raise WrongUse("Retries cannot be negative, and a time limit must be more than 0 seconds.")

    def wait_before(self, failure: int) -> float:
        """Return the seconds to wait after the ``failure``-th failure: doubling, with jitter of a half."""
        return float(min(_LONGEST_BACK_OFF, _FIRST_WAIT * 2 ** (failure - 1)) * (0.5 + self.chance() / 2))


def check_url(url: str) -> None:
    """Raise WrongUse unless ``url`` is a plain http or https address."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise WrongUse("This is not a web address.", do="Check it as it was written.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        raise WrongUse(
            "Only addresses that begin with https:// or http:// can be downloaded.",
            do="For a file on this computer or network, give its path to `frankpledge ingest`.",
        )
    if parts.username is not None or parts.password is not None:
        raise WrongUse(
            "The address holds a user name or password.", do="Download the file with a browser instead."
        )
    if not url.isascii() or not url.isprintable() or " " in url:
        raise WrongUse("The address holds characters that no address has.", do="Copy it again.")


def shown(url: str) -> str:
    """Return the address as messages name it: without its query, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def ask(url: str, headers: Mapping[str, str], patience: Patience) -> http.client.HTTPResponse:
    """Return the answer to one GET. The caller closes it.

    Raises TryAgain for what may pass, RangeRefused for status 416, BadInput for an address
    that is wrong, BadEnvironment for a certificate or proxy that stands in the way.
    """
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(url, headers=sent)  # noqa: S310 - check_url allows http and https only
    try:
        return cast(http.client.HTTPResponse, _opener().open(request, timeout=patience.timeout))
    except urllib.error.HTTPError as answer:
        with answer:
            raise _refusal(url, answer, patience) from None
    except urllib.error.URLError as error:
        reason = error.reason
        raise (trouble(reason, url) if isinstance(reason, Exception) else TryAgain(str(reason))) from error
    except (OSError, http.client.HTTPException) as error:
        raise trouble(error, url) from error


def trouble(error: Exception, url: str) -> Exception:
    """Return what a failure of the connection means: another try, or the end."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return BadEnvironment(
            "The certificate of the server could not be verified.",
            file=shown(url),
            do="Check this computer's date and certificates, or ask whoever runs your network.",
        )
    if isinstance(error, TimeoutError):
        return TryAgain("the server did not answer in time")
    if isinstance(error, http.client.IncompleteRead):
        return TryAgain("the connection broke off")
    if isinstance(error, OSError) and error.strerror:
        return TryAgain(f"the connection failed ({error.strerror})")
    return TryAgain(f"the connection failed ({type(error).__name__})")


def persist(
    attempt: Callable[[], Result], url: str, patience: Patience, reached: Callable[[], int], do: str
) -> Result:
    """Return what ``attempt`` gives, trying again with growing waits while it raises TryAgain.

    ``reached`` says how many bytes there are by now: tries that bring the download well beyond
    the furthest point so far do not count as failures. Raises BadEnvironment when patience ends;
    ``do`` then says what to do.
    """
    failures, furthest = 0, reached()
    while True:
        try:
            return attempt()
        except TryAgain as problem:
            if reached() >= furthest + _WORTHWHILE_PROGRESS:
                failures = 0
            furthest = max(furthest, reached())
            failures += 1
            if failures > patience.retries:
                tries = "1 try" if failures == 1 else f"{failures} tries in a row"
                raise BadEnvironment(
                    f"The download failed after {tries}: {problem.reason}.", file=shown(url), do=do
                ) from problem
            if problem.after > _LONGEST_ASKED_WAIT:
                raise BadEnvironment(
                    f"The server asks to wait {problem.after / 60:,.0f} minutes.", file=shown(url), do=do
                ) from problem
            patience.sleep(max(problem.after, patience.wait_before(failures)))


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows at most five redirects, and never from https to http."""

    max_redirections = 5
    max_repeats = 2

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        refusal: FrankpledgeError | None = None
        try:
            check_url(newurl)
        except WrongUse:
            refusal = _wrong_address(code, req.full_url)
        if urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme == "http":
            refusal = BadInput(
                "The server sends the download on from https to http, where it could be altered on its way.",
                file=shown(req.full_url),
                do="Ask the publisher for a safe address.",
            )
        if refusal is not None:
            fp.close()
            raise refusal
        return super().redirect_request(req, fp, code, msg, cast(http.client.HTTPMessage, headers), newurl)


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates the system trusts. Reading them takes longer than many a request."""
    return ssl.create_default_context()


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener without the handlers for ftp, files and data that ``build_opener`` would add."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=_certificates()),
        urllib.request.HTTPDefaultErrorHandler(),
        Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _refusal(url: str, answer: urllib.error.HTTPError, patience: Patience) -> Exception:
    status = answer.code
    if status == 416:
        return RangeRefused()
    if status in _TRY_AGAIN_STATUSES:
        return TryAgain(f"the server answered with status {status}", _asked_wait(answer.headers, patience))
    if status == 407:
        return BadEnvironment(
            "The proxy of this network asks for a name and password.",
            file=shown(url),
            do="Ask whoever runs your network.",
        )
    return _wrong_address(status, url)


def _wrong_address(status: int, url: str) -> FrankpledgeError:
    if status in (404, 410):
        what = f"The server has no such file (status {status})."
        do = "Check the address and, for an archive, that its month has been published."
    elif status in (401, 403):
        what = f"The server does not give this file out (status {status})."
        do = "Check the address: some servers answer so for files that do not exist or have expired."
    elif 300 <= status < 400:
        what = f"The server sends the download on too often, or to no web address (status {status})."
        do = "Open the address in a browser to find where the file now is."
    else:
        what = f"The server refused the download (status {status})."
        do = "Check the address."
    return BadInput(what, file=shown(url), do=do)


def _asked_wait(headers: Mapping[str, str] | Message, patience: Patience) -> float:
    """Return the seconds of a Retry-After header, given as a number or as a date; 0 without one."""
    asked = (headers.get("Retry-After") or "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(asked).timestamp() - patience.clock())
    except (ValueError, TypeError):
        return 0.0
