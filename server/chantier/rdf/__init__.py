"""RDF values and their syntaxes: terms, quads, formats, writers. No store, no HTTP."""
