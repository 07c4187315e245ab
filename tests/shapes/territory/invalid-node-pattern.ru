PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  territoire:Laval_13 a ces:ServedTerritory ; a geo:Feature ; ces:servedBy pole:estrie ; geo:sfWithin region:06 ; dcterms:source source:page .
}
