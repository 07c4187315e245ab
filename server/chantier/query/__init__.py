"""SPARQL: reading a query, running it, and the library of stored questions."""
