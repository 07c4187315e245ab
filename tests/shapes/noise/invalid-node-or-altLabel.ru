PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  source:page skos:altLabel "Chargement…"@fr .
}
