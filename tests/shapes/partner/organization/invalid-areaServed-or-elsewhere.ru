PREFIX e: <https://exemple.org/id/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:lieu a schema:Place ; schema:areaServed region:99 .
}
