PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX unit: <http://qudt.org/vocab/unit/>

DELETE DATA {
  observation:isq-part sdmx-attribute:unitMeasure unit:PERCENT .
} ;
INSERT DATA {
  observation:isq-part sdmx-attribute:unitMeasure unit:NUM .
}
