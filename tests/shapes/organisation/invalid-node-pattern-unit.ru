PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  organisation:RISQ a org:OrganizationalUnit ; dcterms:source source:page .
}
