PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE {
  GRAPH ?graphe { observation:reference-2022-quebec-nombre-entreprises a ces:ReferenceFigure }
}
WHERE {
  GRAPH ?graphe { observation:reference-2022-quebec-nombre-entreprises a ces:ReferenceFigure }
}
