PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>

DELETE DATA {
  portrait:composante-unitmeasure qb:attribute sdmx-attribute:unitMeasure .
}
