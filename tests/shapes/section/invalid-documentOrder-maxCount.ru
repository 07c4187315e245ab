PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX section: <https://w3id.org/chantier-es/id/section/>

INSERT DATA {
  section:mandats ces:documentOrder 2 .
}
