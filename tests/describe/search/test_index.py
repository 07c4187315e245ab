"""Lists hold what SPARQL finds, and say how many there are of what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.default_dataset import DefaultDataset
from chantier.describe.search.facets import KINDS, EntityKind, Facet
from chantier.describe.search.index import SearchIndex, Selection
from chantier.namespaces import CES, ID, PREFIXES, compact
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset, OpenDataset
from chantier.store.inferred import is_inferred

OURS = f'FILTER(STRSTARTS(STR(?s), "{ID}") || STRSTARTS(STR(?s), "{CES}"))'
KIND = {kind.name: kind for kind in KINDS}
CLASSED = [kind for kind in KINDS if kind.classes]
FACETS = [(kind, facet) for kind in CLASSED for facet in kind.facets]


@pytest.fixture(scope="module")
def data(data_dir: Path) -> Dataset:
    return Dataset(OpenDataset(data_dir).get().version, DefaultDataset.UNION)


@pytest.fixture(scope="module")
def index(data: Dataset) -> SearchIndex:
    return SearchIndex(data)


def asked(data: Dataset, pattern: str) -> Iterator[ox.QuerySolution]:
    """The solutions among the facts: lists do without what is derived."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    named = [name for name in data.store.named_graphs() if not is_inferred(str(name)[1:-1])]
    results = data.store.query(prefixes + pattern, default_graph=named)
    assert isinstance(results, ox.QuerySolutions)
    return results


def members(kind: EntityKind) -> str:
    return f"VALUES ?class {{ {' '.join(kind.classes)} }} ?s a ?class . {OURS}"


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.classes], ids=lambda kind: kind.name
)
def test_a_list_holds_what_sparql_finds(
    data: Dataset, index: SearchIndex, kind: EntityKind
) -> None:
    expected = {row["s"].value for row in asked(data, f"SELECT ?s {{ {members(kind)} }}")}
    found = index.find(Selection(kind), "fr").iris
    assert expected
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(("kind", "facet"), FACETS, ids=lambda item: item.name)
def test_each_count_of_a_facet_is_that_of_sparql(
    data: Dataset, index: SearchIndex, kind: EntityKind, facet: Facet
) -> None:
    value = f"SUBSTR(STR(?o), 1, {facet.characters})" if facet.characters else "?o"
    query = f"""SELECT ?v (COUNT(DISTINCT ?s) AS ?n) {{
      {members(kind)} ?s {facet.path} ?o BIND({value} AS ?v)
    }} GROUP BY ?v"""
    expected = {compact(row["v"].value): int(row["n"].value) for row in asked(data, query)}
    assert index.find(Selection(kind), "fr").facets[facet.name] == expected
    assert expected, "a facet that nothing has"


def test_no_list_is_narrowed_by_a_class_that_is_only_derived(index: SearchIndex) -> None:
    natures = index.find(Selection(KIND["enonces"]), "fr").facets["nature"]
    assert "ces:Vision" in natures
    assert not natures.keys() & {"ces:Statement", "ces:StrategicStatement", "prov:Entity"}


def test_counts_are_what_one_gets_by_choosing(index: SearchIndex) -> None:
    for kind in KINDS:
        first = index.find(Selection(kind), "fr")
        for name, counts in first.facets.items():
            value = next(iter(counts))
            narrowed = index.find(Selection(kind, ((name, value),)), "fr")
            assert len(narrowed.iris) == counts[value]
            assert narrowed.facets[name] == counts, "one may change one’s mind"
            for other, less in narrowed.facets.items():
                if other != name:
                    for chosen, count in less.items():
                        both = Selection(kind, ((name, value), (other, chosen)))
                        assert len(index.find(both, "fr").iris) == count


def test_facets_and_words_together_are_what_sparql_finds(data: Dataset, index: SearchIndex) -> None:
    chosen = (("edition", "portrait:2016"), ("mesure", "c:nombre-entreprises"))
    found = index.find(Selection(KIND["chiffres"], chosen), "fr").iris
    query = """SELECT ?s { ?s a ces:PortraitObservation ;
      qb:dataSet portrait:2016 ; ces:measure c:nombre-entreprises }"""
    assert set(found) == {row["s"].value for row in asked(data, query)}
    worded = index.find(Selection(KIND["chiffres"], chosen, "la page"), "fr").iris
    assert f"{ID}observation/page-entreprises" in worded
    assert set(worded) < set(found)


def test_a_value_that_nothing_has_gives_nothing(index: SearchIndex) -> None:
    assert index.find(Selection(KIND["poles"], (("region", "region:99"),)), "fr").iris == ()


def test_a_list_is_in_the_order_of_its_language(index: SearchIndex) -> None:
    regions = [iri[-2:] for iri in index.find(Selection(KIND["regions"]), "fr").iris]
    assert regions[:4] == ["08", "01", "03", "17"]
    assert sorted(regions) == [f"{number:02}" for number in range(1, 18)]
    concepts = KIND["concepts"]
    french, english = (index.find(Selection(concepts), language).iris for language in ("fr", "en"))
    assert set(french) == set(english)
    assert french != english


def test_an_empty_version_has_nothing_to_show(tmp_path: Path) -> None:
    graph = ox.NamedNode("http://e/g")
    quad = ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("x"), graph)
    draft = versions.Draft(canonical_lines([quad]), "", "", "t", 1000)
    index = SearchIndex(Dataset(versions.publish(tmp_path, draft)))
    assert index.find(Selection(text="x"), "fr").iris == ()
    assert index.find(Selection(), "fr").kinds == {}
