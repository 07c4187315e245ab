PREFIX vann: <http://purl.org/vocab/vann/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> vann:preferredNamespacePrefix "ces" .
} ;
INSERT DATA {
  <https://w3id.org/chantier-es/ns> vann:preferredNamespacePrefix "chantier" .
}
