"""Files of a version: RDF whole and graph by graph, tables by class, checksums."""
