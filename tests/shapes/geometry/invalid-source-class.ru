PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>

INSERT DATA {
  geometrie:region-01-etiquette dcterms:source <https://exemple.org/> .
}
