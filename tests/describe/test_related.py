from __future__ import annotations

from pathlib import Path

from chantier.describe.related import MAX_RELATED_THINGS, related_to
from chantier.namespaces import CES, expand
from chantier.store.dataset import Dataset
from support.small_graph import dataset_of


def test_a_region_is_related_to_the_poles_that_serve_a_territory_in_it(dataset: Dataset) -> None:
    region = related_to(dataset, expand("region:16"), {f"{CES}AdministrativeRegion"}, "fr")
    ((key, poles),) = region
    assert key == "thing_poles"
    assert {expand("pole:longueuil"), expand("pole:monteregie-est")} < {it.iri for it in poles}
    assert [name.text.casefold() for name in poles] == sorted(it.text.casefold() for it in poles)


def test_a_pole_is_related_to_its_region_and_to_its_neighbours_but_not_to_itself(
    dataset: Dataset,
) -> None:
    pole = expand("pole:longueuil")
    found = dict(related_to(dataset, pole, {f"{CES}RegionalPole"}, "fr"))
    assert [name.iri for name in found["thing_region"]] == [expand("region:16")]
    neighbours = {name.iri for name in found["thing_neighbours"]}
    assert expand("pole:monteregie-est") in neighbours
    assert pole not in neighbours


def test_a_class_without_paths_and_a_thing_without_links_are_related_to_nothing(
    dataset: Dataset,
) -> None:
    assert related_to(dataset, expand("region:16"), {"http://e/Class"}, "fr") == []
    assert related_to(dataset, "http://e/none", {f"{CES}RegionalPole"}, "fr") == []


def test_no_more_things_are_related_than_are_shown(tmp_path: Path) -> None:
    turtle = " ".join(
        f"<c{number}> skos:inScheme <s> ." for number in range(MAX_RELATED_THINGS + 5)
    )
    data = dataset_of(tmp_path, turtle)
    ((_, concepts),) = related_to(data, "http://e/s", {expand("skos:ConceptScheme")}, "fr")
    assert len(concepts) == MAX_RELATED_THINGS
