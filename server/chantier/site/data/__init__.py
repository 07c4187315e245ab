"""What machines ask for: documents, graphs, SPARQL, the feed, dumps, versions."""
