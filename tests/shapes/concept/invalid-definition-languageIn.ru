PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  c:cooperative skos:definition "Lo que designa."@es .
}
