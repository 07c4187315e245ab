PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE {
  passage:page-20-45 ?p ?o .
  enonce:mission prov:wasQuotedFrom passage:page-20-45 .
}
INSERT {
  passage:page-20-46 a ces:Passage ;
    a oa:TextPositionSelector ;
    dcterms:isPartOf source:page ;
    oa:start 20 ;
    oa:end 45 ;
    rdfs:seeAlso <https://w3id.org/chantier-es/id/source/page.txt#char=20,45> .
  enonce:mission prov:wasQuotedFrom passage:page-20-46 .
}
WHERE {
  passage:page-20-45 ?p ?o .
}
