PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

DELETE DATA {
  portrait:serie dcterms:publisher organisation:equipe .
}
