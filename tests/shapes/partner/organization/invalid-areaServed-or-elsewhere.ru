PREFIX e: <https://exemple.org/id/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:lieu schema:areaServed region:99 .
}
