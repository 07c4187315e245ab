"""Shapes with data, made at random from a seed, to compare two validators on.

The data hold what engines read differently: numbers, dates and tags that can be written in
several ways, ill-typed literals, unknown datatypes.
"""

from __future__ import annotations

from random import Random

import pyoxigraph as ox

from chantier.rdf.nquads import quad_lines
from support.shacl_cases import PREFIXES

LITERALS = [
    '"1"^^xsd:integer', '"01"^^xsd:integer', '"+1"^^xsd:integer', '"3"^^xsd:nonNegativeInteger',
    '"3"^^xsd:integer', '"5"^^xsd:int', '"300"^^xsd:byte', '"-2"^^xsd:integer',
    '"12345678901234567890"^^xsd:integer', '"abc"^^xsd:integer', '"1.50"^^xsd:decimal',
    '"1.5"^^xsd:decimal', '"1.0"^^xsd:decimal', '"12.50"^^xsd:decimal', '"1"^^xsd:double',
    '"1.0E0"^^xsd:double', '"1.5"^^xsd:float', '"NaN"^^xsd:double', '"INF"^^xsd:double',
    '"-0.0"^^xsd:double', '"1"^^xsd:boolean', '"true"^^xsd:boolean', '"false"^^xsd:boolean',
    '"yes"^^xsd:boolean', '"2024-05-01"^^xsd:date', '"2024-05-01Z"^^xsd:date',
    '"2024-02-30"^^xsd:date', '"2024-05-01T00:00:00Z"^^xsd:dateTime',
    '"2024-05-01T00:00:00+00:00"^^xsd:dateTime', '"2024-05-01T00:00:00"^^xsd:dateTime',
    '"2024-04-30T19:00:00-05:00"^^xsd:dateTime', '"2024-04-30T24:00:00Z"^^xsd:dateTime',
    '"2024-05-01T00:00:00.000Z"^^xsd:dateTime', '"12:00:00"^^xsd:time', '"2024"^^xsd:gYear',
    '"02024"^^xsd:gYear', '"2024-05"^^xsd:gYearMonth', '"P1Y12M"^^xsd:duration',
    '"P2Y"^^xsd:duration', '"PT60M"^^xsd:dayTimeDuration', '"0a"^^xsd:hexBinary',
    '"http://e/"^^xsd:anyURI', '" a  b "^^xsd:token', '""', '"abc"', '"ABC"', '"1"', '"1.50"',
    '"true"', '"3"', '"a\\nb"', '"a\\n"', '"l’été"', '"a\\"b"', '"abc"@fr', '"abc"@FR-ca',
    '"abc"@en', '"abc"@fr-CA', '"x"^^:dt', '"y"^^:dt', '"1"^^:dt', '"<b/>"^^rdf:XMLLiteral',
]  # fmt: skip
_NODES = [f":n{number}" for number in range(5)]
_PREDICATES = [":p", ":q", ":r"]
_CLASSES = [":A", ":B", ":C"]
_DATATYPES = ["xsd:integer", "xsd:decimal", "xsd:string", "xsd:boolean", "xsd:dateTime", "xsd:date",
              "xsd:nonNegativeInteger", "xsd:double", "rdf:langString", "rdfs:Literal", ":dt",
              "xsd:gYear"]  # fmt: skip
_ILL_FORMED = [
    "sh:minCount -1", 'sh:minCount "1"', "sh:minCount 1, 2", "sh:maxCount 1.0", "sh:minLength -1",
    'sh:minLength "a"', 'sh:uniqueLang "true"', 'sh:pattern "\\\\p{L}"', 'sh:pattern "(a"',
    "sh:pattern 12", 'sh:pattern "[a"', "sh:in :n1", "sh:in ()", "sh:languageIn :n1",
    "sh:datatype 1", "sh:nodeKind :n1", "sh:node :nowhere", "sh:property :nowhere", "sh:or ()",
    "sh:and :n1",
    "sh:qualifiedMinCount 1", "sh:qualifiedValueShape [ ] ", "sh:closed 1", "sh:equals 1",
    "sh:minInclusive :n1", "sh:lessThan [ ]", 'sh:sparql [ sh:select "SELECT $this { ?x" ]',
    "sh:sparql [ ]", 'sh:sparql [ sh:select "SELECT $this { $this nope:p ?value }" ]',
    'sh:sparql [ sh:prefixes :Imports ; sh:select "SELECT $this { $this far:p ?value }" ]',
    'sh:sparql [ sh:select "ASK { $this ?p ?value }" ]', 'sh:deactivated "false"',
    'sh:sparql [ sh:select "SELECT $this { $this ?p ?v MINUS { ?v ?q ?w } }" ]',
    'sh:sparql [ sh:select "SELECT $this { $this $PATH ?value }" ]', "sh:path :q",
    "sh:uniqueLang 1",
]  # fmt: skip
_FILTERS = [
    "datatype({v}) = xsd:nonNegativeInteger", "datatype({v}) != xsd:integer", 'STR({v}) = "1.50"',
    'STR({v}) = "1"', 'STR({v}) != "2024-05-01T00:00:00+00:00"', "{v} > 3", "{v} <= 3", "{v} = 1",
    "{v} != 5", "{v} = 1.5", "{v}", "! {v}", '{v} < "b"', '{v} = "abc"', '{v} != "abc"',
    '{v} = "abc"@fr', '{v} = "true"^^xsd:boolean', "{v} = true", '{v} >= "2024-05-01"^^xsd:date',
    '{v} = "2024-05-01T00:00:00Z"^^xsd:dateTime', '{v} < "2024-06-01T00:00:00"^^xsd:dateTime',
    '{v} = "x"^^:dt', '{v} != "x"^^:dt', '{v} = "abc"^^xsd:string', "isNumeric({v})",
    "isLiteral({v})", "isIRI({v})", "isBlank({v})", 'LANG({v}) = "fr"', 'LANG({v}) != "fr-ca"',
    'langMatches(LANG({v}), "fr")', 'LANG({v}) = "FR-ca"', 'REGEX(STR({v}), "^a.c$")',
    'REGEX({v}, "b$")', 'REGEX(STR({v}), "A", "i")', 'REGEX(STR({v}), "\\\\\\\\d")',
    'REGEX(STR({v}), "^[a-z]+$")', 'REGEX(STR({v}), "(a|1)[.]?")', "STRLEN(STR({v})) = 3",
    "STRLEN({v}) > 2", "STRLEN(STR({v})) != {w} - 1", "{v} - {w} < 1", "{v} + 1 = 2", "{v} * 2 = 2",
    '{v} IN (1, "abc", :n1)', '{v} NOT IN (1.5, "abc"@fr, :n2)', "{v} IN ()", "{v} = {w}",
    "{v} != {w}", "{v} < {w}", "{v} >= {w}", "sameTerm({v}, {w})", "!sameTerm({v}, {w})",
    "STR({v}) = STR({w})", "STR({v}) < STR({w})", 'STRSTARTS(STR({v}), "1")',
    'STRENDS(STR({v}), CONCAT(STR({w}), ""))', 'CONTAINS({v}, "b")', "bound({v})", "!bound({w})",
    "$this = {v}", "$this != {v}", "STR($this) < STR({v})", "sameTerm($this, {v})", "bound($this)",
    "isIRI($this)", "{v} = $this || {w} = $this", "YEAR({v}) = 2024", "ABS({v}) = 1", "{v} / 0 = 1",
    'IF({v} > 3, true, false)', 'COALESCE({v} > 3, true)', 'UCASE(STR({v})) = "ABC"',
    'SUBSTR(STR({v}), 1, 1) = "1"', "xsd:integer({v}) = 1", 'xsd:string({v}) = "1.5"',
    "NOT EXISTS {{ $this :q {v} }}", "EXISTS {{ ?z :q {v} }}", "NOT EXISTS {{ {v} ?a ?b }}",
    "NOT EXISTS {{ ?z :r {v} FILTER ( ?z != $this ) }}",
    "EXISTS {{ ?z :r ?y FILTER ( ?y > {v} ) }}",
    "NOT EXISTS {{ ?z :r ?y FILTER ( STR(?y) = STR({v}) ) }}",
    "NOT EXISTS {{ ?z :q ?y FILTER ( ?y = {v} ) }}",
    "NOT EXISTS {{ ?z :q ?y FILTER NOT EXISTS {{ ?z :p ?y }} }}",
    "NOT EXISTS {{ ?z :q {v} OPTIONAL {{ ?z :r ?y }} FILTER ( !bound(?y) ) }}",
    "NOT EXISTS {{ {{ ?z :q {v} }} UNION {{ ?z :r {v} }} }}",
    "NOT EXISTS {{ {{ ?z :q ?y FILTER ( STR(?y) = STR({v}) ) }} }}",
    "EXISTS {{ {{ ?z :q ?y FILTER ( STR(?y) != STR({v}) ) }} }}",
    "NOT EXISTS {{ {v} :q* :n1 }}", "NOT EXISTS {{ :nobody :q? {v} }}", "EXISTS {{ :n2 :p* {v} }}",
    "NOT EXISTS {{ ?z :q ?y . {{ ?y :p ?x FILTER ( ?x = {v} ) }} }}",
]  # fmt: skip
_PATTERNS = [
    "$this :p {v} ; :q {w} .", "$this :p {v} . {v} ?b {w} .", "{w} ?b $this . $this :p {v} .",
    "$this ?a {v} . {w} ?a {v} .", "$this :p {v} . OPTIONAL {{ $this :q {w} }}",
    "{{ $this :p {v} }} UNION {{ $this :q {v} }} . $this ?c {w} .",
    "?x a $this ; :p {v} ; ?c {w} .",
    "$this :p/:q {v} ; :p {w} .", "$this (:p|:q) {v} ; ^:p {w} .", "$this :p+ {v} ; :q {w} .",
    "{v} rdfs:subClassOf* $this . {w} a {v} .", "$this :p* {v} . {v} :q? {w} .",
    "$this :p* {v} . OPTIONAL {{ {v} :q {w} }}", "{v} :q? $this OPTIONAL {{ {w} :p {v} }}",
    ":nobody :p* {w} . $this :p {v} .", "$this :p* :nobody . ?y :p {v} ; :q {w} .",
    "$this :p {v} . {{ {w} :q {v} . }}", "$this :p {v} BIND ( {v} AS {w} )",
    "BIND ( $this AS ?me ) ?me :p {v} ; :q {w} .", "$this :p {v} BIND ( STR({v}) AS {w} )",
    "$this :p {v} . ?y :q {w} .", "$this :p [ :q {v} ] ; ?c {w} .", "$this :p 1, {v} ; :q {w} .",
    '$this :p {v} ; :q {w}, "abc"@fr .', "$this ?c true . $this :p {v} ; :r {w} .",
    '$this ?c "2024-05-01T00:00:00Z"^^xsd:dateTime ; :p {v} ; :r {w} .', "$this :p {v} ; :p {w} .",
    '?y ?c "abc"^^xsd:string . $this :p {v} ; :q {w} .', "$this !(:p|rdf:type) {v} ; :q {w} .",
]  # fmt: skip
_ENDS = ["", "", "", "", "", " ORDER BY {v}", " LIMIT 1", " GROUP BY $this", " LIMIT 0",
         " GROUP BY $this {v} HAVING ( COUNT(*) > 1 )"]  # fmt: skip
_COMPONENTS = """
    :Longest a sh:ConstraintComponent ; sh:parameter [ sh:path :longest ] ;
      sh:validator [ a sh:SPARQLAskValidator ; sh:message "longer than {$longest}" ;
        sh:ask "ASK { FILTER ( STRLEN(STR($value)) <= $longest ) }" ] .
    :Other a sh:ConstraintComponent ; sh:parameter [ sh:path :other ] ;
      sh:propertyValidator :Found ; sh:nodeValidator :Found .
    :Found a sh:SPARQLSelectValidator ;
      sh:select "SELECT $this ?value WHERE { $this $other ?value }" .
    """
_DECLARATIONS = """
    :Prefixes sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
    :Imports owl:imports :Far . :Far sh:declare
      [ sh:prefix "far" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ."""


def pair(seed: int) -> list[bytes]:
    """Shapes and data in one, as N-Quads lines; half of them with SPARQL constraints."""
    random = Random(seed)  # noqa: S311 — to be had again, not to be secret
    own = _COMPONENTS if random.random() < 0.1 else ""
    shapes = _shapes(random, with_sparql=seed % 2 == 0)
    turtle = f"{PREFIXES}{_DECLARATIONS}{own}{_data(random)}{shapes}"
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return sorted(
        set(quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed))
    )


def _data(random: Random) -> str:
    few = random.sample(LITERALS, 5)  # so that some come twice
    values = [*few, *few, *_NODES, "[ :q 1 ]", random.choice(LITERALS)]
    text = "\n:B rdfs:subClassOf :A . :C rdfs:subClassOf :B .\n"
    for node in _NODES:
        text += f"{node} a {random.choice(_CLASSES)} .\n"
        for _ in range(random.randint(0, 4)):
            text += f"{node} {random.choice(_PREDICATES)} {random.choice(values)} .\n"
    return text


def _shapes(random: Random, *, with_sparql: bool) -> str:
    text = ""
    for number in range(random.randint(1, 2)):
        kind = random.choice(["sh:NodeShape", "sh:NodeShape", "sh:PropertyShape"])
        path = f"sh:path {_path(random)} ; " if kind == "sh:PropertyShape" else ""
        constraints = [_constraint(random, 0, has_path=bool(path))]
        if with_sparql and number == 0:
            constraints = [_sparql(random), *constraints[: random.randint(0, 1)]]
        if random.random() < 0.06:
            constraints.append(random.choice(_ILL_FORMED))
        text += f":S{number} {_target(random, kind)} ; {path}{' ; '.join(constraints)} .\n"
    return text


def _target(random: Random, kind: str) -> str:
    return random.choice(
        [
            f"a {kind} ; sh:targetClass {random.choice(_CLASSES)}",
            f"a {kind} ; sh:targetNode {', '.join(random.sample(_NODES, 2))}",
            f"a {kind} ; sh:targetNode {random.choice(_CLASSES)}, {random.choice(LITERALS)}",
            f"a {kind} ; sh:targetNode :nobody, [ :p 1 ]",
            f"a {kind} ; sh:targetSubjectsOf {random.choice(_PREDICATES)}",
            f"a {kind} ; sh:targetObjectsOf {random.choice(_PREDICATES)}",
            f"sh:targetClass {random.choice(_CLASSES)}",
            f"a {kind}, rdfs:Class . :n1 a :S0, :S1 . :S0 sh:severity sh:Warning . :S1 a {kind}",
            f"a {kind}, :Meta . :Meta rdfs:subClassOf rdfs:Class . :n2 a :S0, :S1 ; :p 1 ."
            " :S0 a :Meta",
            "a owl:Class ; sh:property [ sh:path :p ; sh:maxCount 1 ] . :n3 a :S0, :S1 ."
            " :S0 sh:order 1",
            f"a {kind} ; sh:deactivated true ; sh:targetNode :n1",
            f"a {kind} ; sh:target [ sh:select 'SELECT ?this {{ ?this ?p ?o }}' ]",
        ]
    )


def _path(random: Random, depth: int = 0) -> str:
    if depth > 1 or random.random() < 0.6:
        return random.choice(_PREDICATES)
    parts = [_path(random, depth + 1) for _ in range(2)]
    return random.choice(
        [
            f"( {parts[0]} {parts[1]} )",
            f"[ sh:alternativePath ( {parts[0]} {parts[1]} ) ]",
            f"[ sh:inversePath {parts[0]} ]",
            f"[ sh:zeroOrMorePath {parts[0]} ]",
            f"[ sh:oneOrMorePath {parts[0]} ]",
            f"[ sh:zeroOrOnePath {parts[0]} ]",
        ]
    )


def _constraint(random: Random, depth: int, *, has_path: bool) -> str:
    values, number = random.sample(LITERALS, 3), random.randint(0, 3)
    choices = [
        f"sh:class {random.choice(_CLASSES)}",
        f"sh:datatype {random.choice(_DATATYPES)}",
        f"sh:nodeKind sh:{random.choice(['IRI', 'Literal', 'BlankNodeOrIRI', 'IRIOrLiteral'])}",
        f"sh:{random.choice(['minInclusive', 'maxExclusive'])} {values[0]}",
        f"sh:{random.choice(['maxInclusive', 'minExclusive'])} {values[0]}",
        f"sh:{random.choice(['minLength', 'maxLength'])} {number}",
        random.choice(
            ['sh:pattern "a"', 'sh:pattern "^[0-9.]+$"', 'sh:pattern "B" ; sh:flags "i"']
        ),
        random.choice(['sh:languageIn ( "fr" )', 'sh:languageIn ( "EN" "fr-CA" )']),
        f"sh:{random.choice(['equals', 'disjoint'])} {random.choice(_PREDICATES)}",
        f"sh:in ( {' '.join(values)} :n1 :n2 )",
        f"sh:hasValue {random.choice([*values, ':n1'])}",
        f":longest {number}",
        ":other :q",
    ]
    if has_path:
        choices += [
            f"sh:minCount {number}",
            f"sh:maxCount {number}",
            f"sh:uniqueLang {random.choice(['true', 'false'])}",
            f"sh:{random.choice(['lessThan', 'lessThanOrEquals'])} {random.choice(_PREDICATES)}",
            f"sh:qualifiedValueShape {_nested(random, depth + 1)} ; sh:qualifiedMinCount {number}",
        ]
    if depth < 3:
        node, other = _nested(random, depth + 1), _nested(random, depth + 1)
        inner = _constraint(random, depth + 1, has_path=True)
        choices += [
            f"sh:property [ sh:path {_path(random)} ; {inner} ]",
            f"sh:property [ sh:path {_path(random)} ; {inner} ]",
            f"sh:node {node}",
            f"sh:not {node}",
            f"sh:not [ sh:not {node} ]",
            f"sh:{random.choice(['and', 'or', 'xone'])} ( {node} {other} )",
            "sh:property [ sh:path :p ; sh:node :S0 ]",
            "sh:closed true ; sh:ignoredProperties ( rdf:type :p ) ; sh:property [ sh:path :q ]",
        ]
    return random.choice(choices)


def _nested(random: Random, depth: int) -> str:
    if depth > 2:
        return "[ sh:nodeKind sh:IRI ]"
    return f"[ {_constraint(random, depth, has_path=False)} ]"


def _sparql(random: Random) -> str:
    names = {"v": "?value", "w": random.choice(["?other", "?value"])}
    filters = [random.choice(_FILTERS) for _ in range(random.randint(0, 2))]
    if len(filters) == 2 and random.random() < 0.3:
        filters = [random.choice(["({0}) && ({1})", "({0}) || ({1})", "!({0})"]).format(*filters)]
    where = " ".join([random.choice(_PATTERNS), *(f"FILTER ( {each} )" for each in filters)])
    head = random.choice(["$this ?value", "DISTINCT $this", "$this (STR(?value) AS ?text)"])
    query = f"SELECT {head} WHERE {{{{ {where} }}}}{random.choice(_ENDS)}".format(**names)
    return f"sh:sparql [ sh:prefixes :Prefixes ; sh:select '''{query}''' ]"
