PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  observation:reference-en-double
    a ces:ReferenceFigure ;
    sdmx-dimension:refArea territoire:quebec ;
    sdmx-dimension:refPeriod "2022"^^xsd:gYear ;
    ces:measure c:nombre-entreprises ;
    ces:legalForm c:forme-ensemble .
}
