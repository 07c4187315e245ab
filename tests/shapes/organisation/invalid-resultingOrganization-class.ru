PREFIX evenement: <https://w3id.org/chantier-es/id/evenement/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  evenement:constitution-du-chantier org:resultingOrganization organisation:inconnue .
}
