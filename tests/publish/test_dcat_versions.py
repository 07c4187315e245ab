"""What is known of a version once it is made."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.namespaces import DATASET, DUMP, GRAPH, PREFIXES, VERSION
from chantier.publish.dcat_versions import describe_version, release
from chantier.publish.dumps.dumps import DumpFile
from chantier.rdf.terms import Facts, facts_of, say
from chantier.store.manifest import Manifest

DCAT, SPDX, XSD = PREFIXES["dcat"], PREFIXES["spdx"], PREFIXES["xsd"]


FILES = [
    DumpFile("chantier-es.nq.gz", "application/n-quads", "gzip", 3000, "ab" * 32, ""),
    DumpFile("graphs/data/poles.ttl", "text/turtle", "", 70, "cd" * 32, f"{GRAPH}data/poles"),
    DumpFile("SHA256SUMS", "text/plain", "", 99, "ef" * 32, ""),
]


def manifest(name: str, parent: str = "") -> Manifest:
    return Manifest(
        id=name * 64,
        created="2026-11-25T10:00:00+00:00",
        software="1.2.3",
        quads=12,
        graphs={f"{GRAPH}data/poles": 12},
        storage="memory",
        parent=parent * 64,
        triples=11,
    )


FIRST, SECOND = manifest("a"), manifest("b", "a")
WHOLE = f"{DUMP}latest/chantier-es.nq.gz"
FACTS: Facts = facts_of(
    ox.Quad(triple.subject, triple.predicate, triple.object)
    for triple in (
        *say(DATASET, "dcterms:license", "http://l/"),
        *say(f"{GRAPH}data/poles.ttl", "dcat:downloadURL", f"{DUMP}latest/graphs/data/poles.ttl"),
        *say(
            f"{DUMP}latest/chantier-es.nq.gz", "dcat:downloadURL", f"{DUMP}latest/chantier-es.nq.gz"
        ),
    )
)


def lines(triples: object) -> set[str]:
    assert isinstance(triples, list)
    return {str(triple) for triple in triples}


def test_a_file_has_its_size_to_the_letter_and_its_checksum() -> None:
    triples = lines(list(release(SECOND, [SECOND, FIRST], FILES, FACTS)))
    size = f'<{WHOLE}> <{DCAT}byteSize> "3000"^^<{XSD}nonNegativeInteger>'
    assert size in triples
    assert f'<{GRAPH}data/poles.ttl> <{DCAT}byteSize> "70"^^<{XSD}nonNegativeInteger>' in triples
    assert any(f'<{SPDX}checksumValue> "{"ab" * 32}"^^<{XSD}hexBinary>' in line for line in triples)
    assert not any("SHA256SUMS" in line for line in triples)


def test_the_dataset_names_its_versions_and_each_the_one_before_it() -> None:
    triples = lines(list(release(SECOND, [SECOND, FIRST], [], FACTS)))
    assert f'<{DATASET}> <{DCAT}version> "{SECOND.id}"' in triples
    assert f"<{DATASET}> <{DCAT}hasCurrentVersion> <{VERSION}{SECOND.id}>" in triples
    assert f"<{DATASET}> <{DCAT}hasVersion> <{VERSION}{FIRST.id}>" in triples
    assert f"<{VERSION}{SECOND.id}> <{DCAT}previousVersion> <{VERSION}{FIRST.id}>" in triples
    assert f"<{VERSION}{FIRST.id}> <{DCAT}isVersionOf> <{DATASET}>" in triples


def test_a_version_that_is_no_longer_kept_is_not_pointed_at_as_one_that_can_be_had() -> None:
    triples = lines(list(release(SECOND, [SECOND], [], FACTS)))
    assert not any("previousVersion" in line for line in triples)


def test_a_version_says_its_date_its_size_its_software_and_its_files() -> None:
    triples = lines(list(describe_version(SECOND, [SECOND, FIRST], FILES, FACTS)))
    version = f"{VERSION}{SECOND.id}"
    date = f'"{SECOND.created}"^^<{XSD}dateTime>'
    assert f"<{version}> <http://purl.org/dc/terms/created> {date}" in triples
    assert f'<{version}> <{PREFIXES["void"]}triples> "11"^^<{XSD}integer>' in triples
    assert f"<{version}> <http://purl.org/dc/terms/license> <http://l/>" in triples
    assert any('softwareVersion> "1.2.3"' in line for line in triples)
    file = f"{DUMP}{SECOND.id}/graphs/data/poles.ttl"
    assert f"<{version}> <{DCAT}distribution> <{file}>" in triples
    assert f'<{file}> <{DCAT}byteSize> "70"^^<{XSD}nonNegativeInteger>' in triples
    assert f"<{file}> <http://purl.org/dc/terms/license> <http://l/>" in triples
    assert not any("SHA256SUMS" in line for line in triples)
