"""Sources in, immutable versions out: files, indexes, history. Knows no HTTP."""
