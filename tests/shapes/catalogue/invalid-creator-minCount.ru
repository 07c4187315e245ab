PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:creator organisation:equipe .
}
