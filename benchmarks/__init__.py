"""How fast the server is, beside other SPARQL servers on the same data."""
