"""Examines a linked-data site as a strict harvester would: visits, rules, broken rules.

Each module that judges has a table ``CHECKS``: the name of a rule (rules.toml) → the function that
yields the evidence of its being broken. ``examination`` makes the visits and applies every table.
"""
