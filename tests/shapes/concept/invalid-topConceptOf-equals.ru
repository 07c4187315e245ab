PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  c:ensemble skos:topConceptOf vocabulaire:secteurs .
}
