PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX prov: <http://www.w3.org/ns/prov#>

INSERT DATA {
  observation:reference-entreprises prov:wasDerivedFrom observation:isq-part .
}
