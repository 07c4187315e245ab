"""Writes: each is checked, applied and published as a version, in a process of its own."""
