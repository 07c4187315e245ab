PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  portrait:serie dcat:first portrait:2022 .
  portrait:2022 a qb:DataSet ;
    dcterms:title "Portrait 2022"@fr, "Portrait, 2022"@en ;
    dcterms:description "Les chiffres de 2022."@fr, "The figures of 2022."@en ;
    qb:structure portrait:structure ;
    dcat:inSeries portrait:serie ;
    dcterms:issued "2025-07-11"^^xsd:date ;
    dcterms:publisher organisation:equipe ;
    dcterms:temporal portrait:periode-2017 .
  observation:emplois a ces:PortraitObservation ;
    qb:dataSet portrait:2022 .
}
