"""The examination of a linked-data site, as a strict harvester would see it."""
