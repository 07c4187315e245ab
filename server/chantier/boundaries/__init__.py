"""Boundaries of the administrative regions: read from a file, made light, told as a graph."""
