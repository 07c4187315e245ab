"""The description of a version, known once it is made: id, date, versions before it, files.

None of it can stand in the version’s own graph, whose digest it would change; so it is added to
what is served.

Source: https://www.w3.org/TR/vocab-dcat-3/#dataset-versions
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from chantier.namespaces import DATASET, DUMP, GRAPH, VERSION
from chantier.publish.dcat import LATEST, Distribution, described
from chantier.publish.dumps.dumps import DumpFile
from chantier.rdf.terms import Facts, bilingual, iri, say, terms, typed
from chantier.store.manifest import Manifest

_OF_THE_DATASET = (
    "dcat:contactPoint",
    "dcat:keyword",
    "dcat:landingPage",
    "dcat:theme",
    "dcterms:accessRights",
    "dcterms:conformsTo",
    "dcterms:creator",
    "dcterms:language",
    "dcterms:license",
    "dcterms:publisher",
    "dcterms:rights",
    "dcterms:spatial",
    "dcterms:temporal",
)
"""Properties whose values a version takes from the dataset."""
_ORIGINS = {
    "build": ("Construite à partir des fichiers sources.", "Built from the source files."),
    "write": ("Faite par une écriture.", "Made by a write."),
    "restore": ("Rétablie d’une sauvegarde.", "Restored from a backup."),
}


def created(manifest: Manifest) -> ox.Literal:
    """The moment when a version was made."""
    return typed(manifest.created, "xsd:dateTime")


def release(
    served: Manifest, kept: Sequence[Manifest], files: Iterable[DumpFile], facts: Facts
) -> Iterator[ox.Triple]:
    """Which version of the dataset is served, which are kept, and how large its files are.

    Args:
        served: the version being served.
        kept: every version that is available.
        files: the files of the version being served.
        facts: about the distributions, from the graph.
    """
    yield from say(DATASET, "dcat:version", ox.Literal(served.id))
    yield from say(DATASET, "dcat:hasCurrentVersion", VERSION + served.id)
    for manifest in kept:
        yield from say(DATASET, "dcat:hasVersion", VERSION + manifest.id)
        yield from _place(manifest, kept)
    sizes = {LATEST + file.path: file for file in files}
    for distribution in sorted(facts):
        for address in terms(facts, distribution, "dcat:downloadURL"):
            if isinstance(address, ox.NamedNode) and address.value in sizes:
                yield from _measured(distribution, sizes[address.value])


def describe_version(
    manifest: Manifest, kept: Sequence[Manifest], files: Iterable[DumpFile], facts: Facts
) -> Iterator[ox.Triple]:
    """The description of a version as a dataset of its own.

    Args:
        manifest: of the version.
        kept: every version that is available.
        files: its files.
        facts: about the dataset, as that version has them.
    """
    version = VERSION + manifest.id
    short, day = manifest.id[:12], manifest.created[:10]
    label = bilingual(f"Version {short} du {day}", f"Version {short} of {day}")
    yield from say(version, "a", "dcat:Dataset", "void:Dataset")
    yield from say(version, "skos:prefLabel", *label)
    yield from say(version, "dcterms:title", *label)
    yield from say(
        version,
        "dcterms:description",
        *bilingual(
            "Un état du jeu de données, qui ne change plus ; son numéro est l’empreinte SHA-256"
            " de ses quadruplets.",
            "A state of the dataset, which never changes; its id is the SHA-256 of its quads.",
        ),
    )
    yield from say(version, "dcterms:identifier", ox.Literal(version))
    yield from say(version, "dcterms:issued", created(manifest))
    yield from say(version, "dcterms:modified", created(manifest))
    yield from say(version, "dcat:version", ox.Literal(manifest.id))
    yield from _place(manifest, kept)
    for predicate in _OF_THE_DATASET:
        yield from say(version, predicate, *terms(facts, DATASET, predicate))
    yield from _origin(version, manifest)
    if manifest.triples:
        yield from say(version, "void:triples", manifest.triples)
    for number, (graph, triples) in enumerate(sorted(manifest.graphs.items())):
        if graph:
            subset = ox.BlankNode(f"subset{number}")
            yield from say(version, "void:subset", subset)
            yield from say(subset, "a", "void:Dataset", "sd:NamedGraph")
            yield from say(subset, "sd:name", graph)
            yield from say(subset, "void:triples", triples)
    # A distribution takes from its version what that takes from the dataset.
    shared = {iri(name).value: terms(facts, DATASET, name) for name in _OF_THE_DATASET}
    for file in files:
        if file.media_type != "text/plain":  # the list of checksums is no file of the data
            item = _distribution(manifest, file)
            yield from described(item, {version: shared})
            yield from _measured(item.iri, file)


def _place(manifest: Manifest, kept: Sequence[Manifest]) -> Iterator[ox.Triple]:
    """When a version was made, and which version it was made from."""
    version = VERSION + manifest.id
    yield from say(version, "dcat:isVersionOf", DATASET)
    yield from say(version, "dcterms:created", created(manifest))
    if manifest.parent and manifest.parent in {other.id for other in kept}:
        yield from say(version, "dcat:previousVersion", VERSION + manifest.parent)


def _origin(version: str, manifest: Manifest) -> Iterator[ox.Triple]:
    activity, software = ox.BlankNode("making"), ox.BlankNode("software")
    yield from say(version, "prov:wasGeneratedBy", activity)
    yield from say(activity, "a", "prov:Activity")
    yield from say(activity, "rdfs:label", *bilingual(*_ORIGINS[manifest.origin]))
    yield from say(activity, "prov:endedAtTime", created(manifest))
    yield from say(activity, "prov:wasAssociatedWith", software)
    yield from say(software, "a", "prov:SoftwareAgent")
    yield from say(software, "foaf:name", ox.Literal("chantier"))
    yield from say(software, "schema:softwareVersion", ox.Literal(manifest.software))
    if manifest.parent:
        yield from say(version, "prov:wasRevisionOf", VERSION + manifest.parent)


def _distribution(manifest: Manifest, file: DumpFile) -> Distribution:
    name = file.path.removeprefix("tables/").rpartition(".")[0]
    about = ("Version entière", "Whole version")
    if file.graph:
        graph = file.graph.removeprefix(GRAPH)
        about = (f"Graphe {graph}", f"Graph {graph}")
    elif file.path.startswith("tables/"):
        about = (f"Table {name}", f"Table {name}")
    return Distribution(
        f"{DUMP}{manifest.id}/{file.path}",
        VERSION + manifest.id,
        about,
        file.media_type,
        file.compression,
        access=VERSION + manifest.id,
    )


def _measured(distribution: str, file: DumpFile) -> Iterator[ox.Triple]:
    checksum = ox.BlankNode(f"sum{hashlib.sha256(distribution.encode()).hexdigest()[:24]}")
    yield from say(distribution, "dcat:byteSize", typed(str(file.size), "xsd:nonNegativeInteger"))
    yield from say(distribution, "spdx:checksum", checksum)
    yield from say(checksum, "a", "spdx:Checksum")
    yield from say(checksum, "spdx:algorithm", "spdx:checksumAlgorithm_sha256")
    yield from say(checksum, "spdx:checksumValue", typed(file.sha256, "xsd:hexBinary"))
