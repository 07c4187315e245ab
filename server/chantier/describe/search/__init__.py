"""Finding things: an index of the version, facets, full text and completions."""
