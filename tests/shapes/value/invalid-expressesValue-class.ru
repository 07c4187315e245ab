PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>

INSERT DATA {
  cadre:chantier ces:expressesValue c:valeur-equite .
}
