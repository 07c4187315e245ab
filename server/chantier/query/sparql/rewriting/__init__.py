"""Queries in words that the engine answers as the standard says."""
