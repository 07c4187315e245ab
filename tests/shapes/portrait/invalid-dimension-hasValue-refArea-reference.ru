PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>

DELETE DATA {
  portrait:composante-refarea-reference qb:dimension sdmx-dimension:refArea .
}
