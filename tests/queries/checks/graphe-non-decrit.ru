PREFIX graph: <https://w3id.org/chantier-es/graph/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH graph:oublie { region:04 skos:note "Une note." }
}
