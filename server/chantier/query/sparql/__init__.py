"""SPARQL texts: read, refused where they harm, evaluated in a worker."""
