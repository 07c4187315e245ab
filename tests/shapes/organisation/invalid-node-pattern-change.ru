PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX evenement: <https://w3id.org/chantier-es/id/evenement/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  evenement:Sommet_1996 a org:ChangeEvent ;
    dcterms:source source:page ;
    org:originalOrganization organisation:groupe-de-travail ;
    org:resultingOrganization organisation:chantier .
}
