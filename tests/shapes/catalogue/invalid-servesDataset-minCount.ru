PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  <https://w3id.org/chantier-es/service-2>
    a dcat:DataService ;
    dcterms:title "Titre"@fr ;
    dcterms:title "Title"@en ;
    dcterms:description "Ce que la ressource contient."@fr ;
    dcterms:description "What the resource holds."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:publisher organisation:equipe ;
    dcterms:creator organisation:equipe ;
    dcterms:issued "2026-11-23"^^xsd:date ;
    dcterms:modified "2026-11-23"^^xsd:date ;
    dcat:endpointURL <https://w3id.org/chantier-es/autre> .
}
