PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX evenement: <https://w3id.org/chantier-es/id/evenement/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  evenement:constitution-du-chantier dcterms:source source:inconnue .
}
