"""A real OpenID Connect provider, as a program of its own: ``python provider.py FOLDER CALLBACK``.

It is allauth's provider on a database in the folder, with people whose addresses it has and has not verified.
It prints its address, the client's id and secret as one line of JSON, and serves until it is stopped.
"""

from __future__ import annotations

import json
import secrets
import socketserver
import sys
from pathlib import Path
from typing import Any, ClassVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PASSWORD = "the provider's own secret"  # noqa: S105
PEOPLE = {"ann@example.org": True, "eve@example.org": False, "stranger@example.org": True}
"""Addresses, and whether each is verified."""


class Addresses:
    """The provider's addresses, once Django is set up."""

    urlpatterns: ClassVar[list[Any]] = []


class Quiet(WSGIRequestHandler):
    """Prints nothing of each request."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """Answers several at once."""

    daemon_threads = True


def main(folder: Path, callback: str) -> None:
    """Serve until stopped."""
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF=Addresses,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    Addresses.urlpatterns += [
        path("", include("allauth.idp.urls")),
        path("accounts/", include("allauth.urls")),
    ]
    call_command("migrate", verbosity=0)
    client, secret = _filled(callback)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(json.dumps({"server": address, "client": client, "secret": secret}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def _filled(callback: str) -> tuple[str, str]:
    """Make people and the client, and return its id and secret."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    for address, verified in PEOPLE.items():
        user = User.objects.create_user(address, address, PASSWORD, first_name=address.partition("@")[0])
        EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    client = Client(id="frankpledge", name="Frankpledge", skip_consent=True)
    secret = secrets.token_urlsafe(30)
    client.set_secret(secret)
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris([callback])
    client.save()
    return client.id, secret


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
