"""Files of a version: RDF in five formats, graph by graph, tables by class, checksums."""
