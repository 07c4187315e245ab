PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  c:Fiducie_FTQ a skos:Concept ; skos:definition "Une fiducie."@fr ; skos:definition "A trust."@en ; skos:inScheme vocabulaire:formes ; skos:topConceptOf vocabulaire:formes .
}
