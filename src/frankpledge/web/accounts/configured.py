"""What the environment says of signing in, checked: a mistake stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frankpledge.errors import BadEnvironment, did_you_mean
from frankpledge.registers.roles import Role

PROVIDER = "office"
"""The provider's place in addresses: the callback is ``/accounts/oidc/office/login/callback/``."""


def roles_named(words: str, variable: str) -> frozenset[str]:
    """Return the roles a list names, by value. Raises BadEnvironment for a word that is no role."""
    named = [word.strip() for word in words.split(",") if word.strip()]
    known = [role.value for role in Role]
    for word in named:
        if word not in known:
            raise BadEnvironment(
                f"{variable} names '{word}', which is no role. {did_you_mean(word, known)}",
            )
    return frozenset(named)


def single_sign_on(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return allauth's settings for the office's OpenID Connect provider; none where it has none.

    Raises BadEnvironment where only a part of them is given, or the provider is not reached by TLS.
    """
    names = ("FRANKPLEDGE_OIDC_SERVER", "FRANKPLEDGE_OIDC_CLIENT", "FRANKPLEDGE_OIDC_SECRET")
    server, client, secret = (environment.get(name, "") for name in names)
    if not any((server, client, secret)):
        return {}
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise BadEnvironment(
            f"single sign-on is set up in part: {', '.join(missing)} is not set.",
            do="Set all three, or none.",
        )
    local = server.startswith(("http://127.0.0.1:", "http://localhost:"))
    if not server.startswith("https://") and not local:
        raise BadEnvironment("FRANKPLEDGE_OIDC_SERVER must begin with https://.", do="Give its TLS address.")
    app = {
        "provider_id": PROVIDER,
        "name": environment.get("FRANKPLEDGE_OIDC_NAME", "the office's account"),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
