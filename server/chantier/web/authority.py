"""Who asks for a write, and whether they may: bearer tokens.

Source: https://www.rfc-editor.org/rfc/rfc6750
"""

from __future__ import annotations

from flask import request

from chantier.errors import NotAuthenticated, WriteRefused
from chantier.store.tokens import Token, authenticate
from chantier.web.context import site


def writer() -> Token:
    """Give the token that this request shows.

    Raises:
        WriteRefused: writes are switched off.
        NotAuthenticated: there is no token, or one that is not good.
    """
    settings = site().settings
    if not settings.writes:
        raise WriteRefused(
            "Writes are switched off here. Whoever runs the server can switch them on: writes ="
            " true in chantier.toml, then “chantier token create”."
        )
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotAuthenticated(
            "A write needs a token. Send it in a header: Authorization: Bearer …"
        )
    return authenticate(settings.data_dir, secret.strip())
