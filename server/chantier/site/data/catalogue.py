"""The descriptions of the dataset for harvesters: catalogue, VoID, services.

Source: https://www.w3.org/TR/void/#well-known
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import pyoxigraph as ox
from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import describe
from chantier.namespaces import BASE, DATASET
from chantier.publish import catalogue
from chantier.publish.dcat_versions import created, describe_version, release
from chantier.publish.dumps.dumps import DumpFile
from chantier.publish.service_description import EndpointSettings, as_served
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, negotiate
from chantier.rdf.terms import facts_of, in_graph, iri, say
from chantier.site.context import accept_header, dataset, own_address, request_language, site
from chantier.site.data.documents import BY_EXTENSION, PAGE_FORMATS, rdf_document, unknown
from chantier.site.data.dumps import files_of
from chantier.site.pages.thing import thing_response
from chantier.site.responses import alternate_links
from chantier.store.dataset import Dataset
from chantier.store.default_graph import asked_by_default
from chantier.store.manifest import Manifest, Version
from chantier.store.versions import kept_versions

blueprint = Blueprint("catalogue", __name__)

_NAMES = "'catalog', 'dataset', 'sparql-service', 'fragments-service', 'changes-service'"


@blueprint.route("/.well-known/void")
@blueprint.route("/void")
@blueprint.route("/void.<extension>")
def void_document(extension: str = "") -> Response:
    """What the dataset and each of its graphs hold."""
    chosen = next((item for item in DOCUMENT_FORMATS if item.extension == extension), None)
    if extension and not chosen:
        raise unknown(f"{BASE}void.{extension}")
    chosen = chosen or negotiate(accept_header(), DOCUMENT_FORMATS)
    data = dataset()
    quads = catalogue.void(data)
    document = f"{BASE}.well-known/void"
    about = (
        *say(document, "a", "void:DatasetDescription"),
        *say(document, "foaf:primaryTopic", DATASET),
        *say(document, "dcterms:modified", created(data.version.manifest)),
    )
    quads += released_quads(data, quads) + in_graph(about)
    return rdf_document(quads, chosen, f"/void.{chosen.extension}")


@blueprint.route(f"/<any({_NAMES}):name>")
@blueprint.route(f"/<any({_NAMES}):name>.<extension>")
def description(name: str, extension: str = "") -> Response:
    """The catalogue with all it lists; the dataset; a data service."""
    chosen = BY_EXTENSION.get(extension)
    if extension and not chosen:
        raise unknown(f"{BASE}{name}.{extension}")
    chosen = chosen or negotiate(accept_header(), PAGE_FORMATS)
    if chosen is HTML:
        return description_page(request_language(), name)
    data = dataset()
    if name == "catalog":
        quads = catalogue.catalogue(data)
        quads += released_quads(data, quads, files_of(data.version))
    elif name == "dataset":
        quads = catalogue.described_dataset(data)
        quads += released_quads(data, quads)
    else:
        quads = data.quads_about(BASE + name)
    if not quads:
        raise unknown(BASE + name)
    response = rdf_document(quads, chosen, f"/{name}.{chosen.extension}")
    links = [f'<{BASE}{name}>; rel="describes"']
    links += alternate_links(f"/{name}", PAGE_FORMATS, chosen)
    response.headers["Link"] = ", ".join(links)
    return response


@blueprint.route("/<any(fr, en):language>/<any('fragments-service', 'changes-service'):name>")
def description_page(language: str, name: str) -> Response:
    """The page of a data service, in the language of the path."""
    described = describe(dataset(), BASE + name, language)
    if described is None:
        raise unknown(BASE + name)
    return thing_response(dataset(), described, language, f"/{name}", f"/{language}/{name}")


def service_quads() -> list[ox.Quad]:
    """The service description of this server: what the graph says, and what is set here.

    The graph names the endpoint by its permanent IRI; here it is where a query can be sent.
    """
    settings, data = site().settings, dataset()
    serving = EndpointSettings(
        address=f"{settings.site_url or own_address()}/sparql",
        default=data.default.dataset,
        asked=asked_by_default(filter(None, data.version.manifest.graphs)),
        service=bool(settings.service_hosts),
        writes=settings.writes,
        limits={name: item for name, item in asdict(settings).items() if isinstance(item, int)},
    )
    permanent = iri("sd:endpoint")
    quads = [quad for quad in catalogue.service(data) if quad.predicate != permanent]
    return quads + in_graph(as_served(serving, facts_of(quads), created(data.version.manifest)))


def version_quads(version: Version, copies: Iterable[DumpFile] = ()) -> list[ox.Quad]:
    """Describe a version, be it the one being served or not.

    Args:
        version: which.
        copies: its files.
    """
    facts = facts_of(Dataset(version).quads_about(DATASET))
    return in_graph(describe_version(version.manifest, _kept_manifests(), copies, facts))


def released_quads(
    data: Dataset, quads: list[ox.Quad], copies: Iterable[DumpFile] = ()
) -> list[ox.Quad]:
    """What became known once the version was made, of what some quads describe."""
    return in_graph(release(data.version.manifest, _kept_manifests(), copies, facts_of(quads)))


def _kept_manifests() -> list[Manifest]:
    return [version.manifest for version in kept_versions(site().settings.data_dir)]
