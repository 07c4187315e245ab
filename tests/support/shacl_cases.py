"""Small shapes with data: each case is Turtle with both in one."""

from textwrap import dedent

import pyoxigraph as ox

from chantier.rdf.nquads import quad_lines

EXAMPLE = "https://example.org/"
PREFIXES = """
@prefix : <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""

# What shapes demand, and the things they demand it of: “bad” are those that break them.
CASES = {
    "class-below": """
        :Bear rdfs:subClassOf :Animal . :Cub rdfs:subClassOf :Bear .
        :S a sh:NodeShape ; sh:targetClass :Zoo ; sh:property [ sh:path :keeps ;
          sh:class :Animal ] .
        :good a :Zoo ; :keeps :a . :a a :Cub .
        :bad a :Zoo ; :keeps :b . :b a :Stone .
        :bad2 a :Zoo ; :keeps "a" .""",
    "class-twice": """
        :S a sh:NodeShape ; sh:targetNode :good, :bad ; sh:class :A, :B .
        :good a :A, :B . :bad a :A .""",
    "instances-of-subclasses": """
        :Cub rdfs:subClassOf :Bear .
        :S a sh:NodeShape ; sh:targetClass :Bear ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :bad a :Cub . :good a :Cub ; :name "Ours" .""",
    "implicit-class": """
        :Bear a rdfs:Class, sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :bad a :Bear . :good a :Bear ; :name "Ours" .""",
    "implicit-owl-class": """
        :Bear a owl:Class, sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :bad a :Bear . :good a :Bear ; :name "Ours" .""",
    "subjects-and-objects": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :from ; sh:targetObjectsOf :to ;
          sh:nodeKind sh:IRI .
        :good :from 1 ; :to :good2 . [] :from 2 . :good3 :to "bad" .""",
    "datatypes": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:datatype xsd:date .
        :good :p "2024-02-29"^^xsd:date . :bad :p "2024-02-30"^^xsd:date . :bad2 :p "2024-02-29" .
        :bad3 :p :iri .""",
    "years": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:datatype xsd:gYear .
        :good :p "2024"^^xsd:gYear . :bad :p 2024 .""",
    "strings": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:datatype xsd:string .
        :good :p "a" . :good2 :p "a"^^xsd:string . :bad :p "a"@fr .""",
    "tagged": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:datatype rdf:langString .
        :good :p "a"@fr . :bad :p "a" .""",
    "kinds": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ;
          sh:nodeKind sh:BlankNodeOrIRI .
        :good :p [ :q 1 ], :iri . :bad :p "a" .""",
    "one-number-written-twice": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:minCount 2 .
        :good :p 1, 2 . :bad :p "1"^^xsd:integer, "01"^^xsd:integer .""",
    "not-one-number-written-twice": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:not [ sh:path :p ; sh:maxCount 1 ] .
        :good :p 1, 2 . :bad :p "1"^^xsd:integer, "01"^^xsd:integer .""",
    "tags-of-two-cases": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:uniqueLang true .
        :good :p "a"@fr, "b"@en, "c", "d" . :bad :p "a"@fr-CA, "b"@fr-ca .""",
    "tags-allowed": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:languageIn ( "fr" "en" ) .
        :good :p "a"@FR-ca, "b"@en . :bad :p "a"@de . :bad2 :p "a" .""",
    "every-tag": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:languageIn ( "*" ) .
        :good :p "a"@de . :bad :p "a" .""",
    "lengths": r"""
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:minLength 2 ;
          sh:maxLength 3 .
        :good :p "é\n" . :bad :p "\n" . :bad2 :p "abcd" . :bad3 :p [] .""",
    "patterns": r"""
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:pattern "^A.\\d$" ;
          sh:flags "i" .
        :good :p "aé1" . :bad :p "aé" . :bad2 :p :a01 .""",
    "two-patterns": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:pattern "a", "b" .
        :good :p "ab" . :bad :p "a" .""",
    "bounds": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ;
          sh:minInclusive 1 ; sh:maxExclusive 3.5 .
        :good :p 1, 3.4, "3"^^xsd:positiveInteger . :bad :p 0 . :bad2 :p 3.5 . :bad3 :p "2" .""",
    "bounds-of-dates": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ;
          sh:minInclusive "2024-01-01"^^xsd:date .
        :good :p "2024-01-01"^^xsd:date . :bad :p "2023-12-31"^^xsd:date .""",
    "equal-sets": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:equals :q .
        :good :p 1, 2 ; :q 2, 1 . :bad :p 1 . :bad2 :p 1 ; :q 1, 2 .""",
    "disjoint-sets": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:disjoint :q .
        :good :p 1 ; :q 2 . :bad :p 1 ; :q 1, 2 .""",
    "less-than": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:lessThan :q .
        :T a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:lessThanOrEquals :q .
        :good :p 9 ; :q 10 . :good2 :p 9 . :bad :p 9 ; :q 9 . :bad2 :p 10 ; :q 9 .
        :bad3 :p "2024-05-01"^^xsd:date ; :q "2024-04-01"^^xsd:date .""",
    "lists": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:in ( :a "b"@fr 1 ) .
        :good :p :a, "b"@FR, "01"^^xsd:integer . :bad :p "b" . :bad2 :p "1" .""",
    "has-value": """
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:hasValue 1, 2 .
        :good :p 1, 2, 3 . :bad :p 1 .""",
    "shape-of-values": """
        :Named a sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:node :Named ] .
        :good :p :a . :a :name "a" . :bad :p :b .""",
    "nested-properties": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ;
          sh:property [ sh:path :p ; sh:property [ sh:path :name ; sh:minCount 1 ] ] .
        :good :p :a . :a :name "a" . :bad :p :b .""",
    "logic": """
        :A sh:path :a ; sh:minCount 1 . :B sh:path :b ; sh:minCount 1 .
        :Or a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:or ( :A :B ) .
        :And a sh:NodeShape ; sh:targetSubjectsOf :q ; sh:and ( :A :B ) .
        :Xone a sh:NodeShape ; sh:targetSubjectsOf :r ; sh:xone ( :A :B ) .
        :Not a sh:NodeShape ; sh:targetSubjectsOf :s ; sh:not :A, :B .
        :good :p 1 ; :a 1 . :bad :p 1 . :good2 :q 1 ; :a 1 ; :b 1 . :bad2 :q 1 ; :a 1 .
        :good3 :r 1 ; :b 1 . :bad3 :r 1 ; :a 1 ; :b 1 . :good4 :s 1 . :bad4 :s 1 ; :b 1 .""",
    "qualified": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ;
          sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMinCount 1 ;
          sh:qualifiedMaxCount 2 ] .
        :a a :A . :b a :A . :c a :A .
        :good :p :a, :b, :d . :bad :p :d . :bad2 :p :a, :b, :c .""",
    "qualified-and-disjoint": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property
          [ sh:path :p ; sh:qualifiedValueShapesDisjoint true ;
            sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMinCount 1 ] ,
          [ sh:path :p ; sh:qualifiedValueShapesDisjoint true ;
            sh:qualifiedValueShape [ sh:class :B ] ; sh:qualifiedMinCount 1 ] .
        :a a :A . :b a :B . :ab a :A, :B . :good :p :a, :b . :bad :p :a, :ab .""",
    "paths": """
        :Inverse a sh:NodeShape ; sh:targetNode :good, :bad ;
          sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] .
        :Sequence a sh:NodeShape ; sh:targetNode :good2, :bad2 ;
          sh:property [ sh:path ( :p :q ) ; sh:minCount 2 ] .
        :Either a sh:NodeShape ; sh:targetNode :good3, :bad3 ;
          sh:property [ sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 2 ] .
        :More a sh:NodeShape ; sh:targetNode :good4, :bad4 ;
          sh:property [ sh:path [ sh:oneOrMorePath :up ] ; sh:hasValue :top ] .
        :Any a sh:NodeShape ; sh:targetNode :good5, :bad5 ;
          sh:property [ sh:path [ sh:zeroOrMorePath :up ] ; sh:maxCount 1 ] .
        :Perhaps a sh:NodeShape ; sh:targetNode :good6, :bad6 ;
          sh:property [ sh:path ( [ sh:zeroOrOnePath :up ] :name ) ; sh:minCount 1 ] .
        :x :p :good . :good2 :p :y . :y :q 1, 2 . :bad2 :p :z . :z :q 1 .
        :good3 :p 1 ; :q 2 . :bad3 :p 1 ; :q 1 .
        :good4 :up :m . :m :up :top . :bad4 :up :n . :bad5 :up :n . :n :up :bad5 .
        :good6 :up :o . :o :name "o" . :bad6 :up :bad4 .""",
    "inverse-of-a-sequence": """
        :S a sh:NodeShape ; sh:targetNode :good, :bad ;
          sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1 ] .
        :x :p :y . :y :q :good .""",
    "closed": """
        :S a sh:NodeShape ; sh:targetNode :good, :bad ; sh:closed true ;
          sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ] .
        :good :p 1 ; a :A . :bad :p 1 ; :q 2 .""",
    "deactivated": """
        :S a sh:NodeShape ; sh:targetNode :good ; sh:class :A ; sh:deactivated true .
        :T a sh:NodeShape ; sh:targetNode :good, :bad ; sh:node :S ; sh:nodeKind sh:IRI ;
          sh:not [ sh:hasValue :bad ] .""",
    "recursive": """
        :S a sh:NodeShape ; sh:targetNode :good, :bad ;
          sh:property [ sh:path :knows ; sh:node :S ] ; sh:property [ sh:path :name ;
          sh:minCount 1 ] .
        :T a sh:NodeShape ; sh:targetNode :bad ; sh:class :A .
        :good :knows :good ; :name "a" . :bad :knows :bad .""",
    "warnings-and-information": """
        :W a sh:PropertyShape ; sh:targetNode :bad ; sh:path :p ; sh:minCount 1 ;
          sh:severity sh:Warning .
        :I a sh:PropertyShape ; sh:targetNode :bad ; sh:path :q ; sh:minCount 1 ;
          sh:severity sh:Info .""",
    "blank-nodes": """
        :S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ] .
        [] a :A . [] a :A ; :p 1 .""",
    "unnamed-shapes": """
        [] a sh:NodeShape ; sh:targetNode :bad ; sh:property [ sh:path :p ; sh:minCount 1 ] .""",
    "literals-as-nodes": """
        :S a sh:NodeShape ; sh:targetNode "bad", 12 ; sh:datatype xsd:integer .""",
    "sparql": """
        :S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :P ; sh:select '''
          # not “$this {”
          SELECT $this ?value WHERE { $this ex:p ?value FILTER ( STR(?value) != "$this" )
            FILTER NOT EXISTS { ?this ex:q ?value } }''' ] .
        :P sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
        :good a :A ; :p 1 ; :q 1 . :good2 a :A ; :p "$this" . :bad a :A ; :p 1 .""",
    "sparql-where-a-node-cannot-stand": """
        :S a sh:NodeShape ; sh:targetNode :bad ;
          sh:sparql [ sh:select "SELECT $this { FILTER ( bound($this) ) }" ] .""",
    "sparql-that-binds": """
        :S a sh:NodeShape ; sh:targetNode :bad ; sh:sparql [ sh:select
          "SELECT $this { BIND ( $this AS ?other ) FILTER ( isIRI(?other) ) }" ] .""",
    "sparql-on-a-path": """
        :S a sh:PropertyShape ; sh:targetNode :bad, :good ; sh:path :p ;
          sh:sparql [ sh:select "SELECT $this ?value { $this $PATH ?value }" ] .
        :bad :p 1 .""",
    "sparql-about-blank-nodes": """
        :S a sh:NodeShape ; sh:targetClass :A ;
          sh:sparql [ sh:select "SELECT $this { $this <https://example.org/p> 1 }" ] .
        [] a :A ; :p 1 . [] a :A ; :p 2 .""",
    "sparql-switched-off": """
        :S a sh:NodeShape ; sh:targetNode :good, :bad ; sh:nodeKind sh:IRI ;
          sh:not [ sh:hasValue :bad ] ;
          sh:sparql [ sh:deactivated true ; sh:select "SELECT $this { }" ] .""",
    "own-component": """
        :C a sh:ConstraintComponent ; sh:parameter [ sh:path :longest ] ;
          sh:validator [ a sh:SPARQLAskValidator ;
            sh:ask "ASK { FILTER ( STRLEN(STR($value)) <= $longest ) }" ] .
        :S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; :longest 3 .
        :good :p "abc" . :bad :p "abcd" .""",
    "sparql-about-a-datatype": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v
            FILTER ( datatype(?v) = xsd:nonNegativeInteger ) }''' ] .
        :good :p 3 . :bad :p "3"^^xsd:nonNegativeInteger .""",
    "sparql-about-how-a-number-is-written": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v FILTER ( STR(?v) = "1.50" ) }''' ] .
        :good :p 1.5 . :bad :p 1.50 .""",
    "sparql-about-how-a-moment-is-written": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v
            FILTER ( STR(?v) = "2024-05-01T00:00:00+00:00" ) }''' ] .
        :good :p "2024-05-02T00:00:00Z"^^xsd:dateTime .
        :bad :p "2024-05-01T00:00:00Z"^^xsd:dateTime .""",
    "sparql-about-one-number-written-twice": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v
            FILTER NOT EXISTS { $this <https://example.org/q> ?v } }''' ] .
        :good :p 12.50 ; :q 12.50 . :good2 :p 1, "a"@fr ; :q 1, "a"@FR . :bad :p 12.50 ; :q 12.5 .
        :bad2 :p 1 ; :q "1"^^xsd:nonNegativeInteger .
        :bad3 :p "2024-05-01T00:00:00Z"^^xsd:dateTime ; :q "2024-05-01T00:00:00"^^xsd:dateTime .""",
    "sparql-about-whole-numbers": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v ; <https://example.org/q> ?w
            FILTER ( STRLEN(STR(?w)) != ?v - 1 ) }''' ] .
        :good :p 4 ; :q "abc" . :good2 :p "3"^^xsd:nonNegativeInteger ; :q 10 .
        :bad :p 3 ; :q "abc" .""",
    "sparql-that-compares-a-number-and-a-text": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v FILTER ( ?v > 3 ) }''' ] .
        :good :p 3 . :bad :p "abc" . :bad2 :p 4 .""",
    "sparql-that-compares-an-unknown-datatype": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v FILTER ( ?v != 5 ) }''' ] .
        :good :p 5 . :bad :p "x"^^:dt . :bad2 :p 6 .""",
    "sparql-that-takes-a-date-for-true": """
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:select '''
          SELECT $this { $this <https://example.org/p> ?v FILTER ( ?v ) }''' ] .
        :bad :p "2024-05-01"^^xsd:date .""",
    "sparql-with-the-prefixes-of-another-ontology": """
        :O a owl:Ontology ;
          sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
        :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:prefixes :nowhere ;
          sh:select "SELECT $this { $this ex:p 1 }" ] .
        :good :p 2 . :bad :p 1 .""",
    "class-of-a-metaclass": """
        :Meta rdfs:subClassOf rdfs:Class .
        :Bear a :Meta, sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :bad a :Bear . :good a :Bear ; :name "Ours" .""",
    "class-that-is-a-shape-by-its-properties": """
        :Bear a rdfs:Class ; sh:property [ sh:path :name ; sh:minCount 1 ] .
        :Stone a rdfs:Class ; sh:nodeKind sh:Literal .
        :bad a :Bear . :good a :Bear ; :name "Ours" . :good2 a :Stone .""",
    "not-of-what-the-engines-call-otherwise": """
        :S a sh:NodeShape ; sh:targetNode :good, 1 ; sh:not [ sh:datatype rdfs:Literal ] .
        :T a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ;
          sh:not [ sh:minLength 0 ] ] .
        :bad :p [] .""",
    "recursive-on-the-way-to-a-not": """
        :S a sh:NodeShape ; sh:targetNode :a ; sh:not [ sh:path :next ; sh:node :S ] .
        :a :next :b . :b :next :c . :c :next :d . :d :next :e . :e :next :f . :f :next :g .""",
}
FAST = {
    "class-below", "class-twice", "instances-of-subclasses", "implicit-class", "implicit-owl-class",
    "subjects-and-objects", "datatypes", "years", "strings", "tagged", "kinds",
    "one-number-written-twice", "not-one-number-written-twice", "tags-of-two-cases", "tags-allowed",
    "lengths", "patterns", "two-patterns", "equal-sets", "disjoint-sets", "lists", "has-value",
    "shape-of-values", "nested-properties", "logic", "qualified", "paths", "deactivated", "sparql",
    "sparql-that-binds", "sparql-switched-off",
    "warnings-and-information", "unnamed-shapes", "sparql-about-how-a-number-is-written",
    "sparql-about-how-a-moment-is-written", "sparql-about-one-number-written-twice",
    "sparql-about-whole-numbers", "sparql-that-compares-a-number-and-a-text",
    "sparql-that-compares-an-unknown-datatype", "sparql-with-the-prefixes-of-another-ontology",
    "class-of-a-metaclass", "class-that-is-a-shape-by-its-properties",
}  # fmt: skip
"""Cases where the pre-filter is sure of every node."""


def lines_of(name: str) -> list[bytes]:
    turtle = (PREFIXES + dedent(CASES[name])).encode()
    return quad_lines(
        ox.Quad(item.subject, item.predicate, item.object)
        for item in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    )
