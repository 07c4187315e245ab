"""The DCAT catalogue and the copies it and the description offer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from chantier.namespaces import PREFIXES
from lod_doctor.crawling import spread
from lod_doctor.description import Description
from lod_doctor.fetching import Visitor
from lod_doctor.home import Home
from lod_doctor.reading import ANY_RDF, Reader
from lod_doctor.results import ask, solutions
from lod_doctor.rules import Check, Fact
from lod_doctor.triples import Term, Triples
from lod_doctor.visits import Visit

_HELD = f"SELECT ?c WHERE {{ ?c a <{PREFIXES['dcat']}Catalog> }} ORDER BY ?c LIMIT 3"
_LINKED = 3
"""Documents linked from the home page that are read in search of a catalogue, at most."""
_COPIES = 50
_SMALL = 5_000_000
"""Bytes up to which a copy is fetched whole, to compare its checksum."""
_ALGORITHMS = {"sha1": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the data that is offered for download."""

    address: str
    size: str
    """As it is said, in bytes; empty when nothing is."""
    algorithm: str
    checksum: str
    head: Visit
    whole: Visit | None
    """All of it, where it is small and its checksum is told."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found of the catalogue and the copies."""

    site: str
    triples: Triples
    copies: tuple[Copy, ...]

    @property
    def node(self) -> Term | None:
        """The catalogue itself."""
        return next(iter(self.triples.of_class("dcat:Catalog")), None)


def visit_catalogue(
    visitor: Visitor, reader: Reader, site: str, home: Home, description: Description
) -> Catalogue:
    """Look for a catalogue where sites have them, and try every copy."""
    triples = _found(visitor, reader, site, home, description)
    offered: dict[str, tuple[str, str, str]] = {}
    for source in (triples, description.triples):
        for address, size, algorithm, checksum in _offered(source):
            known = offered.get(address, ("", "", ""))
            offered[address] = (size or known[0], algorithm or known[1], checksum or known[2])
    copies = []
    for address in spread(sorted(offered), _COPIES):
        size, algorithm, checksum = offered[address]
        head = visitor.get(address, method="HEAD")
        length = head.headers.get("content-length", "")
        small = head.is_ok and length.isdecimal() and int(length) <= _SMALL
        whole = visitor.get(address) if small and algorithm in _ALGORITHMS else None
        copies.append(Copy(address, size, algorithm, checksum, head, whole))
    return Catalogue(site, triples, tuple(copies))


def _found(
    visitor: Visitor, reader: Reader, site: str, home: Home, description: Description
) -> Triples:
    if description.read.of_class("dcat:Catalog"):
        return description.read
    held = solutions(ask(visitor, description.endpoint, _HELD)) or []
    candidates = [
        *(solution.get("c", "") for solution in held),
        *home.described_by[:_LINKED],
        urljoin(site, "/catalog"),
    ]
    for candidate in dict.fromkeys(candidates):
        triples = reader.read(visitor.get(candidate, ANY_RDF))
        if triples.of_class("dcat:Catalog"):
            return triples
    return Triples()


def _offered(triples: Triples) -> Iterator[tuple[str, str, str, str]]:
    """Give the address, size, algorithm and checksum of every copy."""
    for address in triples.texts(None, "void:dataDump"):
        yield address, "", "", ""
    for distribution in triples.subjects("dcat:downloadURL"):
        size = next(iter(triples.texts(distribution, "dcat:byteSize")), "")
        algorithm = checksum = ""
        for node in triples.values(distribution, "spdx:checksum"):
            algorithm = "".join(triples.texts(node, "spdx:algorithm")[:1]).rpartition("_")[2]
            checksum = "".join(triples.texts(node, "spdx:checksumValue")[:1]).lower()
        for address in triples.texts(distribution, "dcat:downloadURL"):
            yield address, size, algorithm.lower(), checksum


def _present(seen: Catalogue) -> Iterator[Fact]:
    if seen.node is None:
        yield Fact(seen.site, "dcat:Catalog?")


def _property(*curies: str) -> Check[Catalogue]:
    def check(seen: Catalogue) -> Iterator[Fact]:
        if seen.node is not None and not seen.triples.values(seen.node, *curies):
            yield Fact(str(seen.node).strip("<>"), f"{curies[0]}?")

    return check


def _distributions(seen: Catalogue) -> Iterator[Fact]:
    """Every dataset that is described beside the catalogue has a copy; one dataset at least."""
    if seen.node is None:
        return
    listed = seen.triples.values(seen.node, "dcat:dataset")
    described = [item for item in listed if seen.triples.values(item, "dcterms:title")]
    for dataset in described or [seen.node]:
        if not seen.triples.values(dataset, "dcat:distribution"):
            yield Fact(str(dataset).strip("<>"), "dcat:distribution?")


def _alive(seen: Catalogue) -> Iterator[Fact]:
    for copy in seen.copies:
        if copy.head.is_whole and not copy.head.is_ok:
            yield Fact(copy.address, f"HEAD {copy.head.fact}")


def _size(seen: Catalogue) -> Iterator[Fact]:
    for copy in seen.copies:
        length = copy.head.headers.get("content-length", "")
        if copy.head.is_ok and copy.size and length and copy.size != length:
            yield Fact(copy.address, f"dcat:byteSize {copy.size} ≠ Content-Length {length}")


def _checksum(seen: Catalogue) -> Iterator[Fact]:
    for copy in seen.copies:
        if copy.whole and copy.whole.is_ok:
            found = hashlib.new(_ALGORITHMS[copy.algorithm], copy.whole.body).hexdigest()
            if found != copy.checksum:
                yield Fact(copy.address, f"spdx:checksumValue {copy.checksum} ≠ {found}")


def _ranges(seen: Catalogue) -> Iterator[Fact]:
    for copy in seen.copies:
        if copy.head.is_ok and copy.head.headers.get("accept-ranges", "").lower() != "bytes":
            yield Fact(copy.address, "Accept-Ranges: bytes?")


CHECKS: dict[str, Check[Catalogue]] = {
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
