"""Pages: templates, the texts they show in both languages, and their headers."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, Response, render_template, request

from chantier.gateway.representation import CONTENT_POLICY
from chantier.namespaces import BASE, LANGUAGES, compact
from chantier.rdf.formats import HTML
from chantier.site.context import dataset
from chantier.site.i18n import other_language, text
from chantier.site.metadata import CONTACT, LICENCE, dataset_iris
from chantier.site.responses import response_in
from chantier.text.numbers import number, quantity, readable_size, signed

_FOLLOWED = frozenset({"http", "https", "mailto", "tel", "geo", "ftp"})
"""Schemes of the IRIs that pages link to."""
_DESCRIBED = frozenset(
    {"catalog", "dataset", "sparql-service", "fragments-service", "changes-service"}
)
"""Paths beside ``id/`` that have a page."""


def prepare(app: Flask) -> None:
    """Install the filters and globals of the templates."""
    app.jinja_env.filters.update(href=href_of, licence=licence_name, compact=compact)
    app.jinja_env.filters.update(
        bytes=readable_size, number=number, quantity=quantity, signed=signed
    )
    app.jinja_env.globals.update(text=text, base=BASE)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def html_page(
    template: str,
    language: str,
    location: str = "",
    *,
    scripted: bool = False,
    **values: object,
) -> Response:
    """A page in a language.

    Args:
        template: the template's file name.
        language: ``fr`` or ``en``.
        location: the page's own path when it was negotiated at another.
        scripted: whether it may run scripts of ours, and these ask this site.
        values: what the template shows.
    """
    other = other_language(language)
    path = location or request.path
    body = render_template(
        template,
        language=language,
        other=other,
        other_path=_in_language(path, other),
        switch=_in_language(location or _requested(), other),
        canonical=_in_language(path, language),
        manifest=dataset().version.manifest,
        licence=next(iter(dataset_iris(LICENCE)), ""),
        contact=next(iter(dataset_iris(CONTACT)), ""),
        scripted=scripted,
        **values,
    )
    response = response_in(HTML, body, "Accept, Accept-Language")
    response.headers["Content-Language"] = language
    if scripted:
        policy = f"{CONTENT_POLICY}; script-src 'self'; connect-src 'self'"
        response.headers["Content-Security-Policy"] = policy
    if location:
        response.headers["Content-Location"] = location
    return response


@lru_cache(4096)
def href_of(iri: str, language: str) -> str:
    """The address of a thing for readers: a page of this site for our own IRIs.

    Empty for an IRI that is not to be followed, such as one that would run a script.
    """
    if not iri.startswith(BASE):
        return iri if iri.partition(":")[0].lower() in _FOLLOWED else ""
    path = iri.removeprefix(BASE)
    if path.startswith("id/") or path in _DESCRIBED:
        return f"/{language}/{path}"
    if path == "ns" or path.startswith("ns#"):
        return f"/{language}/ontologie{path.removeprefix('ns')}"
    return f"/{path}"


def licence_name(iri: str) -> str:
    """The name of a Creative Commons licence; of another licence, its IRI."""
    found = re.fullmatch(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?", iri)
    return f"CC {found[1].upper()} {found[2]}" if found else iri


def _requested() -> str:
    """The path of this request with its parameters, except ``lang``."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _in_language(path: str, language: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    joint = "&" if "?" in path else "?"
    return f"/{language}/{rest}" if first in LANGUAGES else f"{path}{joint}lang={language}"
