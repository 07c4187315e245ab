"""Boundaries of the administrative regions: read from a file, simplified, stored as a graph."""
