PREFIX e: <https://exemple.org/id/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

INSERT DATA {
  e:2 owl:sameAs pole:mauricie .
}
