"""A query that is written anew has a solution wherever rdflib finds one, and few others."""

from __future__ import annotations

import pytest

from chantier.validation.approximations import approximated
from chantier.validation.literals import UnsureError
from chantier.validation.operands import FOCUS
from chantier.validation.prefilter import store_of_terms

DATA = [
    b'<http://e/%s> <http://e/p> %s .\n' % pair
    for pair in [
        (b"iri", b"<http://e/q>"), (b"text", b'"abc"'), (b"tagged", b'"abc"@fr'),
        (b"blank", b"_:b"),
        (b"one", b'"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (b"half", b'"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (b"lines", b'"abc\\n"'), (b"own", b'"1"^^<http://e/dt>'),
    ]
]  # fmt: skip
NAMES = {"iri", "text", "tagged", "blank", "one", "half", "lines", "own"}


def asked(where: str) -> set[str]:
    """The focus nodes that a query may have a solution for."""
    store = store_of_terms(DATA)
    query = approximated(f"PREFIX : <http://e/>\nSELECT $this WHERE {{ {where} }}")
    return {n for n in NAMES if store.query(query.replace(FOCUS, f"<http://e/{n}>"))}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("isIRI(?v)", {"iri"}),
        ("isLiteral(?v) && !isBlank(?v)", NAMES - {"iri", "blank"}),
        ('?v = "abc"', {"text", "one", "half", "own", "tagged", "iri", "blank"}),
        ('STR(?v) = "1"', {"one", "own", "blank"}),
        ('STR(?v) = "1.50"', {"half", "blank"}),
        ("?v IN ( :q, 1 )", {"iri", "one"}),
        ("?v NOT IN ( :q, 1 )", NAMES - {"iri", "one"}),
        ("sameTerm(?v, 1.50)", {"half"}),
        ("?v = 2", NAMES - {"one"}),
        ("?v + 1 = 2", NAMES),
        ("?v + 1 = 3", NAMES - {"one"}),
        ('REGEX(STR(?v), "^abc$")', {"text", "tagged", "blank", "lines"}),
        ('REGEX(STR(?v), "B", "i")', NAMES),
        ('LANG(?v) = "fr"', {"tagged", "iri", "blank"}),
        ("NOT EXISTS { $this :p 1 }", NAMES - {"one"}),
        ("NOT EXISTS { $this :p ?w FILTER ( ?w > 0 ) }", NAMES - {"one"}),
        ("EXISTS { $this :p ?w FILTER ( STR(?w) = STR(?v) ) }", NAMES),
        ("NOT EXISTS { $this :p ?w FILTER ( isIRI(?w) || ?w = 1 ) }", NAMES - {"iri", "one"}),
        ("DATATYPE(?v) = :dt", NAMES),
        ("!( DATATYPE(?v) = :dt )", NAMES),
        ("!( isIRI(?v) )", NAMES - {"iri"}),
    ],
)  # fmt: skip
def test_a_filter_lets_through_what_it_cannot_be_sure_of(
    condition: str, expected: set[str]
) -> None:
    assert asked(f"$this :p ?v FILTER ( {condition} )") == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('$this :p "abc"@FR', {"tagged"}),
        ("$this :p 1.5", set()),
        ("$this :p 1.50", {"half"}),
        ("$this :p 01", {"one"}),
        ("{ $this :p 1 } UNION { $this :p :q }", {"one", "iri"}),
        ("$this :p ?v OPTIONAL { ?v :r ?w } FILTER ( !bound(?w) )", NAMES),
        ("$this :p ?v BIND ( STR(?v) AS ?w ) FILTER ( ?w = '1' )", NAMES),
        ("BIND ( $this AS ?me ) ?me :p 1", {"one"}),
        ("$this :p+ :q", {"iri"}),
        ("$this :r* ?v . ?v :p 1", {"one"}),
        ("$this :p? ?v", NAMES),
        ("?v :p* $this FILTER ( isIRI(?v) )", NAMES),
        ("$this :r* :one", {"one"}),
        (":nobody :p* ?v . $this :p 1", {"one"}),
        ("$this :p ?v FILTER NOT EXISTS { :q :p* ?v }", NAMES - {"iri"}),
        ("$this :p ?v FILTER NOT EXISTS { { ?w :p ?x FILTER ( sameTerm(?x, ?v) ) } }", NAMES),
        ("$this (:p|:r)/^:p ?v . ?v :p 1", {"one"}),
        ("$this :p ?v . { ?w :p ?x FILTER ( ?v = 1 ) }", NAMES),
    ],
)
def test_a_pattern_has_the_solutions_of_terms_as_rdflib_reads_them(
    where: str, expected: set[str]
) -> None:
    assert asked(where) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { $this :p ?v MINUS { ?v :q 1 } }",
        "SELECT $this { VALUES ?v { 1 } $this :p ?v }",
        "SELECT $this { SERVICE :s { $this :p ?v } }",
        "SELECT $this { { SELECT $this { $this :p 1 } } }",
        "SELECT $this { $this $PATH ?v }",
        "SELECT $this { $this :p ?v } GROUP BY $this HAVING ( COUNT(?v) > 1 )",
        "SELECT $this { BIND ( 1 AS ?this ) }",
        "SELECT $this FROM :g { $this :p ?v }",
        "SELECT $this { GRAPH ?g { $this :p ?v } }",
        "SELECT $this { ?a (:p/:q)* $this }",
        "SELECT $this { ?a :p* ?b . $this :p ?b }",
        "SELECT $this { $this !:p ?b }",
        "ASK { $this :p ?v }",
        "SELECT ?v { ?v :p 1 }",
        "SELECT $this { $this unknown:p ?v }",
        "SELECT $this { $this :p }",
    ],
)
def test_what_the_engines_may_read_otherwise_is_left_to_pyshacl(query: str) -> None:
    with pytest.raises(UnsureError):
        approximated(f"PREFIX : <http://e/>\n{query}")
