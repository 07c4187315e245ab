PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX unit: <http://qudt.org/vocab/unit/>

DELETE DATA {
  observation:isq-revenus sdmx-attribute:unitMeasure unit:CCY_CAD .
} ;
INSERT DATA {
  observation:isq-revenus sdmx-attribute:unitMeasure unit:PERCENT .
}
