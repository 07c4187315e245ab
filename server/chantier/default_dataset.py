"""What a query asks that names no graph: a choice of the operator."""

from __future__ import annotations

from enum import StrEnum


class DefaultDataset(StrEnum):
    """The default graph of queries; each value is a word of the setting ``union_default_graph``."""

    FACTS = "facts"
    """Facts, vocabularies and ontology: every graph that ``store.sources.is_asked_by_default``."""
    UNION = "true"
    """The union of all named graphs."""
    ORDINARY = "false"
    """The graph without a name, which holds only what was written into it."""

    @property
    def is_virtual(self) -> bool:
        """Whether it is made of named graphs, so that it cannot be written itself."""
        return self is not DefaultDataset.ORDINARY


DEFAULT_GRAPHS = {
    DefaultDataset.FACTS: (
        "la réunion des faits, des vocabulaires et de l’ontologie",
        "the merge of facts, vocabularies and ontology",
    ),
    DefaultDataset.UNION: (
        "l’union des graphes nommés",
        "the union of all named graphs",
    ),
    DefaultDataset.ORDINARY: ("le graphe sans nom", "the graph without a name"),
}
"""What the default graph is, in French and in English, for the end of a sentence."""
