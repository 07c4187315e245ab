PREFIX evenement: <https://w3id.org/chantier-es/id/evenement/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

DELETE DATA {
  evenement:constitution-du-chantier org:originalOrganization organisation:groupe-de-travail .
}
