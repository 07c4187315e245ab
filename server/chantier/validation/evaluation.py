"""What pySHACL finds, and errors that name the shape at fault. No other module imports pySHACL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import pyshacl
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import BNode, Node

from chantier.errors import SourceError
from chantier.rdf.nquads import split_line
from chantier.validation.prefilter import retargeted

Labels = dict[str, BNode]
"""Blank nodes by their labels, so that one is the same in all graphs that are read."""


def read(lines: Iterable[bytes], labels: Labels) -> Graph:
    """The triples of N-Quads lines."""
    triples = b"".join(split_line(line)[0] + b" .\n" for line in lines)
    return Graph().parse(data=triples, format="nt", bnode_context=labels)


def evaluate(
    data: Graph, lines: Sequence[bytes], pairs: Sequence[tuple[bytes, bytes]], labels: Labels
) -> tuple[Graph, Graph]:
    """Evaluate shapes on the given focus nodes.

    Args:
        data: the data.
        lines: the N-Quads lines of the shapes.
        pairs: each shape with a focus node, those of a shape together.
        labels: those that the data were read with.

    Returns:
        The report, and the shapes that it refers to.

    Raises:
        SourceError: a shape cannot be evaluated.
    """
    shapes = read(retargeted(lines, pairs), labels)
    try:
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", do_owl_imports=False, inplace=True
        )
    except MemoryError:
        raise
    except Exception as error:  # pySHACL, rdflib and re raise all sorts, a bare one too
        report, text = None, _sentence(error)
    if isinstance(report, Graph):
        return report, shapes
    groups = [list(group) for _, group in groupby(pairs, key=itemgetter(0))]
    if len(groups) > 1:
        for group in groups:
            evaluate(data, lines, group, labels)
    name = _name_of_label(shapes, pairs[0][0], labels) if len(groups) == 1 else ""
    raise SourceError(f"{_the_shape(name)} cannot be evaluated: {text}")


def check_shapes(shapes: Graph) -> None:
    """Have pySHACL read every shape that is not deactivated, with all its constraints.

    It would do so only once a shape has a focus node.

    Raises:
        SourceError: a shape is not well-formed.
    """
    try:
        found = list(ShapesGraph(shapes).shapes)
    except Exception as error:
        name = _unreadable(shapes)
        raise SourceError(f"{_the_shape(name)} is not well-formed: {_sentence(error)}") from error
    for shape in found:
        if not shape.deactivated:
            _check_constraints(shapes, shape)


def shape_name(shapes: Graph, shape: Node | None) -> str:
    """The IRI of a shape, or of the named shape that an anonymous one is part of."""
    seen = set[Node]()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next((s for s, p in shapes.subject_predicates(shape) if p != RDF.first), None)
    return str(shape or "")


def _check_constraints(shapes: Graph, shape: Shape) -> None:
    predicates = set(shapes.predicates(shape.node))
    try:
        for component in {
            CONSTRAINT_PARAMETERS_MAP[each]
            for each in predicates
            if each in CONSTRAINT_PARAMETERS_MAP
        }:
            component(shape)
        for custom in shape.find_custom_constraints():  # type: ignore[no-untyped-call] # theirs
            custom.make_validator_for_shape(shape)
    except pyshacl.errors.ConstraintLoadWarning:
        pass  # pySHACL leaves such a constraint out
    except Exception as error:
        name = shape_name(shapes, shape.node)
        raise SourceError(f"{_the_shape(name)} is not well-formed: {_sentence(error)}") from error


def _unreadable(shapes: Graph) -> str:
    """The name of a shape that pySHACL cannot read, though it sees no other."""
    lists = [
        triple for name in (RDF.first, RDF.rest) for triple in shapes.triples((None, name, None))
    ]
    for subject in sorted(set(shapes.subjects()), key=str):
        alone = Graph()
        own, uses = shapes.triples((subject, None, None)), shapes.triples((None, None, subject))
        for triple in [*own, *uses, *lists]:
            alone.add(triple)
        try:
            _ = ShapesGraph(alone).shapes
        except Exception:
            return shape_name(shapes, subject)
    return ""


def _name_of_label(shapes: Graph, shape: bytes, labels: Labels) -> str:
    text = shape.decode()
    node = labels.get(text[2:]) if text.startswith("_:") else URIRef(text[1:-1])
    return shape_name(shapes, node)


def _the_shape(name: str) -> str:
    return f"the shape <{name}>" if name else "one of the shapes"


def _sentence(error: Exception) -> str:
    """What an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
