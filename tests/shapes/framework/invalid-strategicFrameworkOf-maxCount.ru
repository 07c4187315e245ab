PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  cadre:chantier ces:strategicFrameworkOf organisation:risq .
  organisation:risq a org:Organization .
}
