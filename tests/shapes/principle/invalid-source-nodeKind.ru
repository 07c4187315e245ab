PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  c:principe-6 dcterms:source "article 3" .
}
