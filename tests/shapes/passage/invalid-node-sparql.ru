PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  passage:page-50-61 a ces:Passage ;
    a oa:SpecificResource ;
    dcterms:isPartOf source:page ;
    oa:hasSource source:page ;
    oa:hasSelector selecteur:page-50-60-position ;
    rdfs:seeAlso <https://w3id.org/chantier-es/id/source/page.txt#char=50,60> ;
    ces:exclusionReason "Témoin."@fr ;
    ces:exclusionReason "Indicator."@en .
  selecteur:page-50-60-position a oa:TextPositionSelector ;
    oa:start 50 ;
    oa:end 60 .
}
