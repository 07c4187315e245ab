PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  observation:rcdec-emplois sdmx-dimension:refArea territoire:quebec .
} ;
INSERT DATA {
  observation:rcdec-emplois sdmx-dimension:refArea region:06 .
}
