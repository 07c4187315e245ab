PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

DELETE {
  lacune:entreprises ?property ?value .
}
INSERT {
  lacune:Estrie ?property ?value .
}
WHERE {
  lacune:entreprises ?property ?value .
}
