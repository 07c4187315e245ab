from __future__ import annotations

from pathlib import Path

from chantier.describe.document import PAGE_SIZE_LINKS, concise_description
from chantier.namespaces import ID, expand
from chantier.store.dataset import Dataset
from support.small_graph import dataset_of

LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def test_a_document_has_the_thing_what_points_at_it_and_the_labels_of_both(
    dataset: Dataset,
) -> None:
    found = concise_description(dataset, expand("region:06"))
    assert found is not None
    assert found.is_last
    said = {(str(quad.subject), quad.predicate.value) for quad in found.quads}
    assert (f"<{expand('region:06')}>", LABEL) in said
    assert (f"<{expand('territoire:montreal')}>", expand("geo:sfWithin")) in said
    assert (f"<{expand('territoire:montreal')}>", LABEL) in said
    assert set(found.iris) > {expand("region:06"), expand("territoire:montreal")}


def test_the_quoted_passages_come_with_a_statement(dataset: Dataset) -> None:
    found = concise_description(dataset, expand("enonce:mandat-3"))
    assert found is not None
    subjects = {str(quad.subject) for quad in found.quads}
    assert f"<{ID}passage/page-1107-1245>" in subjects


def test_each_link_to_a_thing_is_on_one_page_and_there_is_no_page_after_the_last(
    tmp_path: Path,
) -> None:
    count = 2 * PAGE_SIZE_LINKS
    links = " ".join(f"<s{number}> <p> <o> ." for number in range(count))
    data = dataset_of(tmp_path, f"<o> <q> 1 . {links}")
    pages = [concise_description(data, "http://e/o", number) for number in (1, 2)]
    linking = [
        {quad.subject.value for quad in page.quads if quad.predicate.value == "http://e/p"}
        for page in pages
        if page
    ]
    assert [len(subjects) for subjects in linking] == [PAGE_SIZE_LINKS] * 2
    assert len(set().union(*linking)) == count
    assert [page.is_last for page in pages if page] == [False, True]
    assert [
        any(quad.predicate.value == "http://e/q" for quad in page.quads) for page in pages if page
    ] == [True, False]
    assert concise_description(data, "http://e/o", 3) is None
