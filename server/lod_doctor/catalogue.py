"""The DCAT catalogue, and the files that it and the description offer for download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from chantier.namespaces import PREFIXES
from lod_doctor.crawling import evenly_spread
from lod_doctor.description import VoidDescription
from lod_doctor.fetching import Visitor
from lod_doctor.home import Home
from lod_doctor.reading import ANY_RDF, Reader
from lod_doctor.results import select_solutions, send_query
from lod_doctor.rules import Evidence, RuleCheck
from lod_doctor.triples import RdfTerm, Triples
from lod_doctor.visits import Visit

_CATALOGUE_QUERY = f"SELECT ?c WHERE {{ ?c a <{PREFIXES['dcat']}Catalog> }} ORDER BY ?c LIMIT 3"
_MAX_LINKED_DOCUMENTS = 3
"""Documents linked from the home page that are read in search of a catalogue."""
_MAX_FILES = 50
"""Files whose headers are fetched."""
_MAX_HASHED_BYTES = 5_000_000
"""Length up to which a file is fetched whole, to compare its checksum."""
_ALGORITHMS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file with data that is offered for download."""

    address: str
    size: str
    """As the catalogue states it, in bytes; empty when it does not."""
    algorithm: str
    checksum: str
    head: Visit
    """The answer to HEAD."""
    whole: Visit | None
    """The file itself, where it is small and its checksum is stated."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue and the files."""

    site: str
    triples: Triples
    files: tuple[OfferedFile, ...]

    @property
    def node(self) -> RdfTerm | None:
        """The catalogue itself."""
        return next(iter(self.triples.of_class("dcat:Catalog")), None)


def visit_catalogue(
    visitor: Visitor, reader: Reader, site: str, home: Home, description: VoidDescription
) -> Catalogue:
    """Look for a catalogue where sites have them, and visit every file."""
    triples = _find_catalogue(visitor, reader, site, home, description)
    offered: dict[str, tuple[str, str, str]] = {}
    for source in (triples, description.triples):
        for address, size, algorithm, checksum in _offered(source):
            known = offered.get(address, ("", "", ""))
            offered[address] = (size or known[0], algorithm or known[1], checksum or known[2])
    files = []
    for address in evenly_spread(sorted(offered), _MAX_FILES):
        size, algorithm, checksum = offered[address]
        head = visitor.get(address, method="HEAD")
        length = head.headers.get("content-length", "")
        is_small = head.is_ok and length.isdecimal() and int(length) <= _MAX_HASHED_BYTES
        whole = visitor.get(address) if is_small and algorithm in _ALGORITHMS else None
        files.append(OfferedFile(address, size, algorithm, checksum, head, whole))
    return Catalogue(site, triples, tuple(files))


def _find_catalogue(
    visitor: Visitor, reader: Reader, site: str, home: Home, description: VoidDescription
) -> Triples:
    if description.well_known.of_class("dcat:Catalog"):
        return description.well_known
    queried = select_solutions(send_query(visitor, description.endpoint, _CATALOGUE_QUERY)) or []
    candidates = [
        *(solution.get("c", "") for solution in queried),
        *home.described_by[:_MAX_LINKED_DOCUMENTS],
        urljoin(site, "/catalog"),
    ]
    for candidate in dict.fromkeys(candidates):
        triples = reader.read(visitor.get(candidate, ANY_RDF))
        if triples.of_class("dcat:Catalog"):
            return triples
    return Triples()


def _offered(triples: Triples) -> Iterator[tuple[str, str, str, str]]:
    """The address, size, algorithm and checksum of every file."""
    for address in triples.texts(None, "void:dataDump"):
        yield address, "", "", ""
    for distribution in triples.subjects("dcat:downloadURL"):
        size = triples.text(distribution, "dcat:byteSize")
        algorithm = checksum = ""
        for node in triples.values(distribution, "spdx:checksum"):
            algorithm = triples.text(node, "spdx:algorithm").rpartition("_")[2].lower()
            checksum = triples.text(node, "spdx:checksumValue").lower()
        for address in triples.texts(distribution, "dcat:downloadURL"):
            yield address, size, algorithm, checksum


def _present(seen: Catalogue) -> Iterator[Evidence]:
    if seen.node is None:
        yield Evidence(seen.site, "dcat:Catalog?")


def _property(name: str) -> RuleCheck[Catalogue]:
    def check(seen: Catalogue) -> Iterator[Evidence]:
        if seen.node is not None and not seen.triples.values(seen.node, name):
            yield Evidence(str(seen.node).strip("<>"), f"{name}?")

    return check


def _distributions(seen: Catalogue) -> Iterator[Evidence]:
    """Every dataset that is described beside the catalogue has a file; one dataset at least."""
    if seen.node is None:
        return
    listed = seen.triples.values(seen.node, "dcat:dataset")
    described = [item for item in listed if seen.triples.values(item, "dcterms:title")]
    for dataset in described or [seen.node]:
        if not seen.triples.values(dataset, "dcat:distribution"):
            yield Evidence(str(dataset).strip("<>"), "dcat:distribution?")


def _alive(seen: Catalogue) -> Iterator[Evidence]:
    for file in seen.files:
        if file.head.is_whole and not file.head.is_ok:
            yield Evidence(file.address, f"HEAD {file.head.outcome}")


def _size(seen: Catalogue) -> Iterator[Evidence]:
    for file in seen.files:
        length = file.head.headers.get("content-length", "")
        if file.head.is_ok and file.size and length and file.size != length:
            yield Evidence(file.address, f"dcat:byteSize {file.size} ≠ Content-Length {length}")


def _checksum(seen: Catalogue) -> Iterator[Evidence]:
    for file in seen.files:
        if file.whole and file.whole.is_ok:
            found = hashlib.new(file.algorithm, file.whole.body).hexdigest()
            if found != file.checksum:
                yield Evidence(file.address, f"spdx:checksumValue {file.checksum} ≠ {found}")


def _ranges(seen: Catalogue) -> Iterator[Evidence]:
    for file in seen.files:
        if file.head.is_ok and file.head.headers.get("accept-ranges", "").lower() != "bytes":
            yield Evidence(file.address, "Accept-Ranges: bytes?")


CHECKS: dict[str, RuleCheck[Catalogue]] = {
    "catalogue": _present,
    "catalogue-title": _property("dcterms:title"),
    "catalogue-description": _property("dcterms:description"),
    "catalogue-publisher": _property("dcterms:publisher"),
    "catalogue-licence": _property("dcterms:license"),
    "catalogue-distribution": _distributions,
    "dump-answers": _alive,
    "dump-size": _size,
    "dump-checksum": _checksum,
    "dump-ranges": _ranges,
}
