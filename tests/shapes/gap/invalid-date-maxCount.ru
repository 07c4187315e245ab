PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  lacune:entreprises dcterms:date "2026-11-24"^^xsd:date .
}
