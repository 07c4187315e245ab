PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  c:principe-7 skos:inScheme vocabulaire:principes-loi ; skos:notation "6" ; dcterms:source <https://exemple.org/loi/3> ; dcterms:isPartOf source:loi-es .
}
