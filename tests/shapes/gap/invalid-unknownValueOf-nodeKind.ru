PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

DELETE DATA {
  lacune:entreprises ces:unknownValueOf c:nombre-entreprises .
} ;

INSERT DATA {
  lacune:entreprises ces:unknownValueOf "entreprises" .
}
