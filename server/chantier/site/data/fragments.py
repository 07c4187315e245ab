"""Triple pattern fragments: the triples that match a pattern, by pages, and the way to all others.

Source: https://linkeddatafragments.org/specification/triple-pattern-fragments/
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from chantier.errors import ParameterError
from chantier.publish.fragments import (
    PAGE_SIZE_TRIPLES,
    POSITIONS,
    FragmentPage,
    TriplePattern,
    as_stored,
    parameters,
    read_pattern,
    skolemised,
    write_fragment,
)
from chantier.rdf.formats import (
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    negotiate,
)
from chantier.site.context import accept_header, dataset, own_address, request_language
from chantier.site.data.documents import unknown
from chantier.site.paging import check_page, pages_beside
from chantier.site.rendering import html_page
from chantier.site.responses import response_in
from chantier.store.dataset import Dataset

blueprint = Blueprint("fragments", __name__)

_FORMATS = (TRIG, N_QUADS, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, HTML)
"""Those that keep the controls apart from the data come first."""
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_IN_QUERY = "%:/?@!$&'()*+,;=~"
"""What an IRI keeps of a query string."""


@blueprint.route("/fragments")
def fragment() -> Response:
    """A page of the triples that match a pattern, in the union of the graphs."""
    pattern, number = read_pattern(request.args), _page_number()
    chosen = negotiate(accept_header(), _FORMATS)
    data, start = dataset(), (number - 1) * PAGE_SIZE_TRIPLES
    nodes = _blank_nodes(data)
    total, found = data.matching(as_stored(pattern, nodes), start, PAGE_SIZE_TRIPLES)
    base, query = f"{own_address()}/fragments", quote(request.query_string, safe=_IN_QUERY)
    page = FragmentPage(base, pattern, number, f"{base}?{query}" if query else base, total)
    check_page(number, page.last)
    triples = [skolemised(triple, nodes) for triple in found]
    if chosen is HTML:
        return _html(page, triples)
    return response_in(chosen, write_fragment(page, triples, chosen))


@blueprint.route("/.well-known/genid/<version>/<label>")
def blank_node(version: str, label: str) -> Response:
    """A blank node of the version being served: what is said of it."""
    iri = f"{own_address()}/.well-known/genid/{version}/{label}"
    data, node = dataset(), (f"_:{label}", "", "")
    here = label.isalnum() and iri.startswith(_blank_nodes(data))
    if not here or not data.matching(node, 0, 0)[0]:
        raise unknown(iri)
    return redirect(f"/fragments?{urlencode({'subject': iri})}", code=303)


def _blank_nodes(data: Dataset) -> str:
    """The beginning of the IRIs of blank nodes: their labels last as long as the version."""
    return f"{own_address()}/.well-known/genid/{data.version.manifest.id[:12]}/"


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not _NUMBER.fullmatch(text):
        raise ParameterError(
            f"« page » est un nombre entier à partir de 1, non « {text} ».",
            f"“page” is a whole number from 1 on, not “{text}”.",
        )
    return int(text)


def _html(page: FragmentPage, triples: list[ox.Triple]) -> Response:
    language = request_language()

    def local(pattern: TriplePattern, number: int = 1) -> str:
        return f"/fragments?{urlencode(parameters(pattern, number) | {'lang': language})}"

    return html_page(
        "fragments.html",
        language,
        location=page.address(page.number).removeprefix(own_address()),
        fragment=page,
        given=parameters(page.pattern),
        positions=POSITIONS,
        turns={
            name: local(page.pattern, number)
            for name, number in pages_beside(page.number, page.last).items()
        },
        start=(page.number - 1) * PAGE_SIZE_TRIPLES,
        rows=[
            [
                (term, local({name: term}))
                for name, term in zip(
                    POSITIONS, (triple.subject, triple.predicate, triple.object), strict=True
                )
            ]
            for triple in triples
        ],
    )
