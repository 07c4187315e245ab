PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  observation:isq-entreprises sdmx-dimension:refArea territoire:quebec .
}
