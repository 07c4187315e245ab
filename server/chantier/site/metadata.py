"""Metadata of pages, documents and files: their thing, its addresses, typed links, JSON-LD."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, DUMP, ID, LANGUAGES, ONTOLOGY, PREFIXES
from chantier.publish.catalogue import catalogue
from chantier.publish.dcat_versions import release
from chantier.publish.dumps.dumps import DumpFile, dumps_folder, inventory
from chantier.publish.schema_org import CONTEXT, QuadsAbout, StructuredData, structured_data
from chantier.publish.signposting import (
    ThingAddresses,
    TypedLink,
    document_links,
    file_links,
    page_links,
)
from chantier.publish.void import PARTITIONS
from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.rdf.nquads import line_terms, parse_lines
from chantier.rdf.terms import best_literal, facts_of
from chantier.site.context import dataset, site
from chantier.site.per_version import PerVersion
from chantier.store.dataset import Dataset
from chantier.store.versions import kept_versions

CATALOG = f"{BASE}catalog"
CONTACT = f"{PREFIXES['dcat']}contactPoint"
"""Property of the dataset that leads to whom to write to."""
LICENCE = f"{PREFIXES['dcterms']}license"
_IN_TWO_LANGUAGES = re.compile(r"id/.+|catalog|dataset|[a-z]+-service")
_DESCRIBED = re.compile(
    rf"{_IN_TWO_LANGUAGES.pattern}|ns(/alignments|/enterprise)?|graph/.+|version/[^/]+"
)
_CITATION = f"{PREFIXES['dcterms']}bibliographicCitation"
_IN_PATH = "/?=&#:@,;+!$*'()~"
_MAX_CACHED_THINGS = 1_000
"""Things whose quads are kept in memory: those that many pages refer to."""


def absolute_url(path: str) -> str:
    """The address of a path of this site; its query string is encoded already."""
    plain, mark, parameters = path.partition("?")
    encoded = quote(plain, safe=_IN_PATH) + mark + quote(parameters, safe=f"{_IN_PATH}%")
    return site().settings.public_url + encoded


def fetch_url(iri: str) -> str:
    """The address from which an IRI is fetched: at this site, if it is ours."""
    return absolute_url(f"/{iri.removeprefix(BASE)}") if iri.startswith(BASE) else iri


def subject_of(path: str) -> str:
    """The IRI of the thing that a path of this site is about; empty for none."""
    plain = path.partition("?")[0].strip("/")
    language, _, rest = plain.partition("/")
    if language in LANGUAGES:
        plain = "ns" if rest == "ontologie" else rest
    if not plain:
        return DATASET
    if plain.startswith("doc/"):
        plain = plain.replace("doc/", "id/", 1)
    if not plain.startswith("id/"):
        plain = plain.removesuffix(".html")
    return BASE + plain if _DESCRIBED.fullmatch(plain) else ""


def page_paths(iri: str) -> dict[str, str]:
    """The paths of the pages of a thing, by language; none where it has no such pages."""
    path = "ontologie" if iri == ONTOLOGY else iri.removeprefix(BASE)
    if iri != ONTOLOGY and not _IN_TWO_LANGUAGES.fullmatch(path):
        return {}
    return {language: f"/{language}/{path}" for language in LANGUAGES}


def dataset_iris(predicate: str) -> list[str]:
    """The IRIs to which a property of the dataset leads, as the sources have it."""
    objects = (line_terms(line)[2] for line in dataset().lines_with(DATASET, predicate))
    return [term[1:-1].decode() for term in objects if term[:1] == b"<"]


def dataset_citation(language: str) -> str:
    """How the dataset is to be cited; empty where it does not say."""
    quads = parse_lines(list(dataset().lines_with(DATASET, _CITATION)))
    literals = (quad.object for quad in quads if isinstance(quad.object, ox.Literal))
    best = best_literal(literals, language)
    return best.value if best else ""


def addresses_of(iri: str) -> ThingAddresses:
    """The addresses of a thing: pages, documents, links."""
    path = iri.removeprefix(BASE)
    stem = f"/doc/{iri.removeprefix(ID)}" if iri.startswith(ID) else f"/{path}"
    pages = [stem, *page_paths(iri).values()]
    if iri == DATASET:  # the home page is its landing page too
        pages += ["/", *(f"/{language}/" for language in LANGUAGES)]
    whole = {CATALOG: "", DATASET: CATALOG}.get(iri, DATASET)
    return ThingAddresses(
        iri,
        tuple(absolute_url(page) for page in pages),
        tuple((f"{absolute_url(stem)}.{f.extension}", f.media_type) for f in DOCUMENT_FORMATS),
        absolute_url(f"/linkset/{path}"),
        whole and fetch_url(whole),
        fetch_url,
    )


def about() -> QuadsAbout:
    """A function that returns the quads about an IRI, in the version being served.

    The partitions of the dataset are left out: they are hundreds, and of no use here.
    """
    current = dataset()
    return _ABOUT.of(current, _dumps_folder(current).is_dir())


def _make_about(current: Dataset, has_dumps: bool) -> QuadsAbout:
    released = _released(current, inventory(_dumps_folder(current)) if has_dumps else [])

    @lru_cache(_MAX_CACHED_THINGS)
    def known(iri: str) -> list[ox.Quad]:
        return current.quads_about(iri, PARTITIONS) + released.get(iri, [])

    return known


_ABOUT = PerVersion("about", _make_about)


def _dumps_folder(current: Dataset) -> Path:
    return dumps_folder(site().settings.data_dir, current.version)


def _released(current: Dataset, dumps: list[DumpFile]) -> dict[str, list[ox.Quad]]:
    """What is known of the version being served beside its quads, by the thing it is about."""
    kept = [version.manifest for version in kept_versions(site().settings.data_dir)]
    listed = catalogue(current)
    computed = (quad.triple for quad in listed if quad.graph_name == ox.DefaultGraph())
    found = defaultdict[str, list[ox.Quad]](list)
    about = ""
    for triple in (*computed, *release(current.version.manifest, kept, dumps, facts_of(listed))):
        if isinstance(triple.subject, ox.NamedNode):
            about = triple.subject.value  # a blank node belongs to the thing before it
        found[about].append(ox.Quad(triple.subject, triple.predicate, triple.object))
    return found


def links_at(path: str, media_type: str) -> list[TypedLink]:
    """The typed links of what is at a path.

    Args:
        path: of the response, where it is without negotiation.
        media_type: of the response.
    """
    if path.startswith(f"/{DUMP.removeprefix(BASE)}"):
        return file_links(addresses_of(DATASET), about())
    form = next((f for f in DOCUMENT_FORMATS if f.media_type == media_type), None)
    path = path.partition("?")[0]
    iri = subject_of(path.removesuffix(f".{form.extension}") if form else path)
    if not iri or not (form or media_type == "text/html"):
        return []
    return (document_links if form else page_links)(addresses_of(iri), about())


def page_json_ld(path: str, language: str) -> StructuredData:
    """Describe a page, and the thing it is of, for search engines.

    Args:
        path: of the page, in its language.
        language: of the page.
    """
    page: StructuredData = {
        "@type": "WebPage",
        "@id": absolute_url(path),
        "url": absolute_url(path),
        "inLanguage": language,
        "isPartOf": {"@type": "WebSite", "@id": absolute_url("/"), "url": absolute_url("/")},
    }
    iri = subject_of(path)
    if not iri:
        return {"@context": CONTEXT} | page
    node = structured_data(iri, language, about(), fetch_url)
    if iri == DATASET:
        node.setdefault("version", dataset().version.manifest.id)
    node.setdefault("url", page["url"])
    return node | {"mainEntityOfPage": page}
