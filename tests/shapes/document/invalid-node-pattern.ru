PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  source:Rapport_2016 a ces:SourceDocument ; dcterms:language "fr" ; foaf:page <https://exemple.org/rapport> .
}
