PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  enonce:mission ces:translationStatus c:traduction-non-officielle .
  c:traduction-officielle a skos:Concept .
} ;
INSERT DATA {
  enonce:mission ces:translationStatus c:traduction-officielle .
}
