PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  cadre:Orientations_2017 a ces:StrategicFramework ;
    ces:strategicFrameworkOf organisation:chantier ;
    dcterms:issued "2017"^^xsd:gYear ;
    dcterms:source source:page .
}
