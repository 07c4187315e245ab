"""Sources in, immutable versions out. The only place that knows the triple store."""
