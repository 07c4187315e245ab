"""On random shapes and data, nothing is cleared that pySHACL finds, evaluating all of it."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import SH, BNode, Graph

from chantier.errors import SourceError
from chantier.validation import shacl
from support.shacl_pairs import pair

PAIRS_COUNT = 200
LOAD_PAIRS_COUNT = 2_000
BATCH_PAIRS = 50
ERROR = "error"
"""That pySHACL fails, or that an error says which shape is at fault."""

Result = tuple[str, ...]

pytestmark = [
    pytest.mark.filterwarnings("ignore::pyshacl.errors.ShapeRecursionWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),  # rdflib, on literals it cannot parse
]


def results(report: Graph) -> list[Result]:
    """Focus node, path and component of each result; blank nodes have other labels each time."""
    parts = (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent)
    return sorted(
        tuple(
            "_" if isinstance(term, BNode) else str(term)
            for term in (report.value(result, part) for part in parts)
        )
        for result in report.objects(None, SH.result)
    )


def reference(lines: list[bytes]) -> list[Result] | str:
    """What pySHACL alone finds."""
    labels: dict[str, BNode] = {}
    data, shapes = (  # in two graphs, since pySHACL adds triples to the shapes
        Graph().parse(data=b"".join(lines), format="nt", bnode_context=labels) for _ in range(2)
    )
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    except Exception:
        return ERROR
    return results(report) if isinstance(report, Graph) else ERROR


def found(lines: list[bytes]) -> list[Result] | str:
    """What the pre-filter and pySHACL find together."""
    try:
        return results(Graph().parse(data=shacl.validate(lines, lines).turtle))
    except SourceError as error:
        message = str(error)
        assert message.startswith(("the shape <https://example.org/", "one of the shapes")), message
        if "is not well-formed" not in message or reference(lines) == ERROR:
            return ERROR
        # pySHACL reads a shape only where it has a focus node.
        name = message.split()[2]
        target = f"{name} <{SH.targetNode}> <https://example.org/n1> .\n".encode()
        assert reference([*lines, target]) == ERROR, message
        return reference(lines)


def disagreements(seeds: range) -> dict[int, tuple[object, object]]:
    """Seeds of the pairs where both do not find the same, with what they find."""
    both = {seed: (found(pair(seed)), reference(pair(seed))) for seed in seeds}
    return {seed: answers for seed, answers in both.items() if answers[0] != answers[1]}


def batches(count: int) -> list[range]:
    return [range(first, first + BATCH_PAIRS) for first in range(0, count, BATCH_PAIRS)]


@pytest.mark.parametrize("seeds", batches(PAIRS_COUNT), ids=str)
def test_the_findings_on_random_pairs_are_those_of_pyshacl(seeds: range) -> None:
    assert disagreements(seeds) == {}


@pytest.mark.load
@pytest.mark.parametrize("seeds", batches(LOAD_PAIRS_COUNT), ids=str)
def test_the_findings_on_many_random_pairs_are_those_of_pyshacl(seeds: range) -> None:
    assert disagreements(seeds) == {}


def test_random_pairs_are_of_every_kind() -> None:
    answers = [reference(pair(seed)) for seed in range(PAIRS_COUNT)]
    assert sum(answer == ERROR for answer in answers) > PAIRS_COUNT / 20
    assert sum(answer == [] for answer in answers) > PAIRS_COUNT / 4
    assert sum(bool(answer) and answer != ERROR for answer in answers) > PAIRS_COUNT / 4
    assert any(
        "SPARQLConstraint" in result[2]
        for answer in answers
        if answer != ERROR
        for result in answer
    )
