"""Of which thing a page, a document or a file is, and what machines are told of it there."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from urllib.parse import quote

import pyoxigraph as ox
from flask import current_app

from chantier.namespaces import BASE, DATASET, DUMP, ID, ONTOLOGY
from chantier.publish.catalogue import catalogue
from chantier.publish.dcat_versions import release
from chantier.publish.dumps.dumps import DumpFile, dumps_folder, inventory
from chantier.publish.schema_org import CONTEXT, About, Node, structured_data
from chantier.publish.signposting import Link, Place, document_links, file_links, page_links
from chantier.publish.void import PARTITIONS
from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.rdf.terms import facts_of
from chantier.site.context import LANGUAGES, dataset, site
from chantier.store.dataset import Dataset
from chantier.store.retention import kept_versions

CATALOG = f"{BASE}catalog"
_IN_TWO_LANGUAGES = re.compile(r"id/.+|catalog|dataset|[a-z]+-service")
_DESCRIBED = re.compile(rf"{_IN_TWO_LANGUAGES.pattern}|ns(/alignments)?|graph/.+|version/[^/]+")
_IN_PATH = "/?=&#:@,;+!$*'()~"
_MAX_THINGS = 1_000
"""Things whose quads are kept at hand: those that many pages refer to."""


def absolute_url(path: str) -> str:
    """Give the address of a path of this site; parameters behind it are encoded already."""
    plain, mark, parameters = path.partition("?")
    encoded = quote(plain, safe=_IN_PATH) + mark + quote(parameters, safe=f"{_IN_PATH}%")
    return site().settings.public_url + encoded


def fetch_url(iri: str) -> str:
    """Give the address from which an IRI is fetch_url: at this site, if it is ours."""
    return absolute_url(f"/{iri.removeprefix(BASE)}") if iri.startswith(BASE) else iri


def subject_of(path: str) -> str:
    """Give the IRI of the thing that a path of this site tells of; empty for none."""
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
    """Give the paths of the pages of a thing, by language; none where it has no such pages."""
    path = "ontologie" if iri == ONTOLOGY else iri.removeprefix(BASE)
    if iri != ONTOLOGY and not _IN_TWO_LANGUAGES.fullmatch(path):
        return {}
    return {language: f"/{language}/{path}" for language in LANGUAGES}


def addresses_of(iri: str) -> Place:
    """Say where a thing is told of."""
    path = iri.removeprefix(BASE)
    stem = f"/doc/{iri.removeprefix(ID)}" if iri.startswith(ID) else f"/{path}"
    pages = [stem, *page_paths(iri).values()]
    if iri == DATASET:  # the home page is its landing page too
        pages += ["/", *(f"/{language}/" for language in LANGUAGES)]
    whole = {CATALOG: "", DATASET: CATALOG}.get(iri, DATASET)
    return Place(
        iri,
        tuple(absolute_url(page) for page in pages),
        tuple((f"{absolute_url(stem)}.{f.extension}", f.media_type) for f in DOCUMENT_FORMATS),
        absolute_url(f"/linkset/{path}"),
        whole and fetch_url(whole),
        fetch_url,
    )


def about() -> About:
    """Give what tells the quads about an IRI, in the version being served.

    The partitions of datasets are left out: they are thousands, and nobody asks for them here.
    """
    current = dataset()
    held = current_app.extensions.get("chantier.about")
    folder = dumps_folder(site().settings.data_dir, current.version)
    # Once the files are there, nobody need look again.
    with_files = bool(held and held[0] == (current.version.manifest.id, True)) or folder.is_dir()
    key = (current.version.manifest.id, with_files)
    if held is None or held[0] != key:
        released = _released(current, inventory(folder) if with_files else [])

        @lru_cache(_MAX_THINGS)
        def known(iri: str) -> list[ox.Quad]:
            return current.quads_about(iri, PARTITIONS) + released.get(iri, [])

        held = (key, known)
        current_app.extensions["chantier.about"] = held
    asked: About = held[1]
    return asked


def _released(current: Dataset, copies: list[DumpFile]) -> dict[str, list[ox.Quad]]:
    """Give what is known of the version being served beside its quads, by the thing it is about."""
    kept = [version.manifest for version in kept_versions(site().settings.data_dir)]
    facts = facts_of(catalogue(current))
    found = defaultdict[str, list[ox.Quad]](list)
    about = ""
    for triple in release(current.version.manifest, kept, copies, facts):
        if isinstance(triple.subject, ox.NamedNode):
            about = triple.subject.value  # a blank node belongs to the thing before it
        found[about].append(ox.Quad(triple.subject, triple.predicate, triple.object))
    return found


def links_at(path: str, media_type: str) -> list[Link]:
    """Give the typed links of what is at a path.

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


def page_json_ld(path: str, language: str) -> Node:
    """Describe a page, and the thing it is of, for search engines.

    Args:
        path: of the page, in its language.
        language: of the page.
    """
    page: Node = {
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
