"""Data directories with a version whose dumps are made."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import GRAPH
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions

E = "http://e/"
ODD = f"""
@prefix e: <{E}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{GRAPH}data/odd> {{
  e:C a owl:Class .
  e:a a e:C ; skos:prefLabel "=1+1"@fr , "a, \\"b\\""@en , "autre"@fr ; e:n "-1.50"^^xsd:decimal ;
    e:m "+1 x" , "@a" , "fin" ; e:t "\\ttab" ; e:x "1.50"^^xsd:decimal , "01"^^xsd:integer ;
    e:b [ e:q "3000"^^xsd:nonNegativeInteger ; e:r [ e:s "P1Y12M"^^xsd:duration ] ] ;
    geo:hasGeometry e:far , e:here .
  e:a-b a e:C ; e:date "2026-11-25T00:00:00+00:00"^^xsd:dateTime ; e:ok "1"^^xsd:boolean .
  e:here geo:asWKT "POINT(-68.530 48.14)"^^geo:wktLiteral .
  e:far geo:asWKT "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48 -68)"^^geo:wktLiteral .
  _:shared e:p e:a .
}}
<{GRAPH}data/odd.ttl> {{ e:a e:p _:shared }}
<{GRAPH}../../../up> {{ e:a e:p "é\\n\\r<&>" }}
<urn:x:y> {{ e:a e:n "-1.50"^^xsd:decimal }}
<{E}{"long/" * 80}> {{ e:a e:p 1 }}
e:a e:p "in the default graph" .
"""
"""Terms, graph names and classes that files and tables must take care of."""


def publish(data_dir: Path, trig: str) -> versions.Version:
    """Publish quads in TriG as a version."""
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    draft = versions.Draft(lines, "", "", "test", 1_000_000)
    with versions.building(data_dir):
        return versions.publish(data_dir, draft)
