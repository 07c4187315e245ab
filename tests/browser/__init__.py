"""A package, so that its browser and its site end with the last of its tests."""
