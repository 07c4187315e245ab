PREFIX e: <https://exemple.org/id/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:1 schema:areaServed pole:mauricie .
}
