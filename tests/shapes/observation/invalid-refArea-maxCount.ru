PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>

INSERT DATA {
  observation:isq-entreprises sdmx-dimension:refArea region:06 .
}
