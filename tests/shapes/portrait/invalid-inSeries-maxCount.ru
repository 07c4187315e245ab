PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

INSERT DATA {
  portrait:2016 dcat:inSeries portrait:serie-2 .
  portrait:serie-2 a dcat:DatasetSeries ;
    dcterms:title "Autres"@fr, "Others"@en ;
    dcterms:description "Autre série."@fr, "Another series."@en ;
    dcat:first portrait:2016 ;
    dcat:last portrait:2016 ;
    dcterms:publisher organisation:equipe .
}
