from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import ReservedGraph, SourceError
from chantier.namespaces import GRAPH
from chantier.publish.description import DESCRIPTION_GRAPH
from chantier.store.inferred import INFERRED_GRAPH, inferred_graph
from chantier.store.sources import (
    BOUNDARIES,
    JOURNAL_GRAPH,
    SourceFile,
    inputs_digest,
    is_computed,
    is_kept,
    read_lines,
    read_text,
    refuse_reserved,
    reserved_by,
    source_files,
)


def write(path: Path, text: str) -> SourceFile:
    path.write_text(text, encoding="utf-8")
    return SourceFile(path, "http://e/graph")


def test_each_file_becomes_the_graph_its_path_names(sources: Path) -> None:
    graphs = [file.graph for file in source_files(sources)]
    assert "https://w3id.org/chantier-es/graph/data/poles" in graphs
    assert "https://w3id.org/chantier-es/graph/ontology/vocabularies/actions" in graphs
    assert len(set(graphs)) == len(graphs)


def test_broken_turtle_is_refused_with_file_line_column_and_the_line_itself(tmp_path: Path) -> None:
    source = write(tmp_path / "broken.ttl", "@prefix e: <http://e/> .\n\ne:a e:b f:c .\n")
    with pytest.raises(SourceError) as caught:
        list(read_lines(source))
    assert (caught.value.line, caught.value.column) == (3, 9)
    assert f"{source.path}:3:9: This is not Turtle: The prefix f:" in str(caught.value)
    assert "    e:a e:b f:c .\n            ^" in str(caught.value)


def test_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes("# a\n# é\n".encode("latin-1"))
    with pytest.raises(SourceError, match=r"latin\.ttl:2: The text is not UTF-8"):
        read_text(path)


def test_decomposed_letters_are_refused_with_their_line(tmp_path: Path) -> None:
    source = write(tmp_path / "nfd.ttl", "# a\n\n# e\u0301\n")
    with pytest.raises(SourceError, match=r"nfd\.ttl:3: .*NFC"):
        read_text(source.path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_text(tmp_path / "nothing.ttl")


def test_any_change_of_an_input_or_of_the_software_changes_the_digest(sources: Path) -> None:
    before = inputs_digest(sources, "1")
    assert inputs_digest(sources, "1") == before
    assert inputs_digest(sources, "2") != before
    page = sources / "data" / "sources" / "page.txt"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert inputs_digest(sources, "1") != before


def test_the_graphs_that_are_computed_are_nobody_s_to_write() -> None:
    beside = inferred_graph("http://e/g")
    computed = [DESCRIPTION_GRAPH, JOURNAL_GRAPH, INFERRED_GRAPH, beside]
    assert all(map(is_computed, computed))
    assert all(reserved_by(graph).startswith("no file") for graph in computed)
    assert not any(map(is_computed, (f"{GRAPH}data/poles", f"{GRAPH}inferred-from", "http://e/g")))


@pytest.mark.parametrize(
    ("graph", "french", "english"),
    [
        (
            DESCRIPTION_GRAPH,
            "ne s’écrit pas : le logiciel le calcule à partir des autres graphes.",
            "is not written: the software computes it from the other graphs.",
        ),
        (
            JOURNAL_GRAPH,
            "ne s’écrit pas : le logiciel le tient, et chaque écriture y ajoute.",
            "is not written: the software keeps it, and each write adds to it.",
        ),
        (
            INFERRED_GRAPH,
            "ne s’écrit pas : le logiciel le déduit des autres graphes.",
            "is not written: the software derives it from the other graphs.",
        ),
        (
            inferred_graph("http://e/g"),
            "ne s’écrit pas : le logiciel le déduit des autres graphes.",
            "is not written: the software derives it from the other graphs.",
        ),
        (
            f"{GRAPH}data/poles",
            "ne s’écrit pas ici : il se change dans les sources (data/poles.ttl).",
            "is not written here: it is changed in the sources (data/poles.ttl).",
        ),
        (
            f"{GRAPH}queries/questions",
            "ne s’écrit pas ici : il se change dans les sources (queries/).",
            "is not written here: it is changed in the sources (queries/).",
        ),
    ],
)
def test_who_writes_a_reserved_graph_is_told_what_keeps_it(
    graph: str, french: str, english: str
) -> None:
    with pytest.raises(ReservedGraph) as caught:
        refuse_reserved(graph)
    error = caught.value
    assert error.french == f"Le graphe <{graph}> {french} Écrivez dans un graphe à vous."
    assert error.english == f"The graph <{graph}> {english} Write into a graph of your own."


def test_what_is_derived_from_a_graph_is_kept_by_those_who_keep_that_graph() -> None:
    assert is_kept(INFERRED_GRAPH)
    assert is_kept(inferred_graph(BOUNDARIES))
    assert not is_kept(inferred_graph("http://e/g"))
    assert not is_kept(inferred_graph(f"{GRAPH}partenaire/x"))


def test_a_source_may_be_in_any_syntax_and_its_relative_iris_are_the_graphs(sources: Path) -> None:
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
    written = {
        "one.rdf": f'<rdf:RDF {rdf}><e:K rdf:about="#a"/></rdf:RDF>',
        "one/two.jsonld": '{"@id": "#a", "@type": "http://e/K"}',
        "one/three.trig": "@prefix e: <http://e/> . <#a> a e:K .",
    }
    (sources / "data" / "one").mkdir()
    for name, text in written.items():
        (sources / "data" / name).write_text(text, encoding="utf-8")
    found = {file.path: file for file in source_files(sources)}
    for name in written:
        graph = f"https://w3id.org/chantier-es/graph/data/{name.partition('.')[0]}"
        (line,) = read_lines(found[sources / "data" / name])
        rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        assert line.decode() == (f"<{graph}#a> <{rdf_type}> <http://e/K> <{graph}> .\n")
