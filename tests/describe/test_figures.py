from __future__ import annotations

from pathlib import Path

from chantier.describe.figures import compared, figure_of, figures_of
from chantier.namespaces import expand
from chantier.store.dataset import Dataset
from support.small_graph import dataset_of

SPACE = "\N{NO-BREAK SPACE}"
COUNTED = """
<a> ces:aboutOrganization <o> ; ces:declaredMemberCount 12 ; dcterms:date "2019" .
<b> ces:aboutOrganization <o> ; ces:declaredMemberCount 9 ; dcterms:date "2010" .
<c> ces:aboutOrganization <o> ; ces:declaredMemberCount 10 .
"""


def test_a_figure_comes_with_all_that_it_must_not_be_read_without(dataset: Dataset) -> None:
    figures = figures_of(dataset, expand("region:06"), "en")
    first = figures[0]
    assert first == figure_of(dataset, first.name.iri, "en")
    assert (first.number, first.period) == ("2,780", "2016")
    known = (first.measure, first.area, first.qualifier, first.edition, first.source)
    assert all(name is not None and name.language == "en" for name in known)
    assert {figure.area and figure.area.iri for figure in figures} == {expand("region:06")}


def test_a_reference_figure_is_not_listed_beside_the_figure_it_repeats(tmp_path: Path) -> None:
    data = dataset_of(
        tmp_path,
        """
        <a> a ces:PortraitObservation ; sdmx-dimension:refArea <o> ; sdmx-measure:obsValue 7 .
        <r> a ces:ReferenceFigure ; sdmx-dimension:refArea <o> ; sdmx-measure:obsValue 7 .
        """,
    )
    assert [item.name.iri for item in figures_of(data, "http://e/o", "fr")] == ["http://e/a"]
    assert figure_of(data, "http://e/r", "fr") is not None


def test_what_states_no_number_is_no_figure(dataset: Dataset) -> None:
    assert figure_of(dataset, expand("pole:mauricie"), "fr") is None
    assert compared(dataset, expand("pole:mauricie"), "fr") == []


def test_claims_that_count_the_members_of_one_organisation_are_compared_by_date(
    tmp_path: Path,
) -> None:
    data = dataset_of(tmp_path, COUNTED)
    assert [item.number for item in compared(data, "http://e/a", "fr")] == ["9", "12", "10"]


def test_an_observation_is_compared_with_those_it_disagrees_with(tmp_path: Path) -> None:
    data = dataset_of(
        tmp_path,
        "<a> sdmx-measure:obsValue 1 ; ces:disagreesWith <b> . <b> sdmx-measure:obsValue 2 .",
    )
    assert [item.number for item in compared(data, "http://e/a", "fr")] == ["1", "2"]
    assert compared(data, "http://e/b", "fr") == []
