"""Examines a linked-data site as a strict harvester would: a walk, rules, a report."""
