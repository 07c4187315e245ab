"""Descriptions of the dataset, computed from it."""
