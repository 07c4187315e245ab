PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX vann: <http://purl.org/vocab/vann/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  <https://w3id.org/chantier-es/ns/alignments> a owl:Ontology ;
    dcterms:title "Alignements"@fr, "Alignments"@en ;
    dcterms:description "Des liens."@fr, "Links."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:creator organisation:equipe ;
    dcterms:contributor organisation:equipe ;
    dcterms:publisher organisation:equipe ;
    dcterms:created "2026-11-23"^^xsd:date ;
    dcterms:issued "2026-11-23"^^xsd:date ;
    dcterms:modified "2026-11-23"^^xsd:date ;
    owl:versionIRI <https://exemple.org/1.0.0> ;
    owl:versionInfo "1.0.0" ;
    vann:preferredNamespacePrefix "ces" ;
    vann:preferredNamespaceUri "https://w3id.org/chantier-es/ns#" ;
    bibo:status <http://purl.org/ontology/bibo/status/published> .
}
