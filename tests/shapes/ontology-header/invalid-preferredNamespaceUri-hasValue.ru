PREFIX vann: <http://purl.org/vocab/vann/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> vann:preferredNamespaceUri "https://w3id.org/chantier-es/ns#" .
} ;
INSERT DATA {
  <https://w3id.org/chantier-es/ns> vann:preferredNamespaceUri "https://exemple.org/ns#" .
}
