"""Writes: each one is judged, applied and published as a version, in a process of its own."""
