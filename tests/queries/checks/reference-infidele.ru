PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>

INSERT DATA {
  observation:reference-2022-quebec-nombre-entreprises sdmx-measure:obsValue 11361 .
}
