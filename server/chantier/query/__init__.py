"""SPARQL queries answered: the service, stored questions, federation."""
