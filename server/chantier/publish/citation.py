"""How to cite a thing: as text, in BibTeX and in CSL-JSON.

What is cited is an entry of the dataset in one version of it, so the day of reading is left out:
the version says which state was read, whenever that was.

Sources: https://docs.citationstyles.org/en/stable/specification.html, https://www.bibtex.org/Format/
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, compact
from chantier.publish.schema_org import QuadsAbout
from chantier.rdf.formats import Format
from chantier.rdf.terms import LABEL_PREDICATES, best_literal, facts_of, literals, terms
from chantier.store.manifest import Manifest

BIBTEX = Format("bibtex", "application/x-bibtex", "bib")
CSL_JSON = Format("csl-json", "application/vnd.citationstyles.csl+json", "json")
_SHORT_ID_CHARACTERS = 12
"""How much of the id of a version is shown."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says of a thing; empty where the graph does not say."""

    iri: str
    title: str
    language: str
    """Of the title and of the names: ``fr`` or ``en``."""
    authors: tuple[str, ...]
    publisher: str
    container: str
    """Title of the dataset that holds it; empty for the dataset itself."""
    version: str
    """Id of the version."""
    issued: str
    """Day on which the version was made, ISO 8601."""

    @property
    def year(self) -> str:
        """Of the version."""
        return self.issued[:4]


def citation(iri: str, language: str, about: QuadsAbout, version: Manifest) -> Citation:
    """The citation of a thing: with its own authors, else those of the dataset.

    Args:
        iri: of the thing.
        language: of the titles and names, where there are any in it.
        about: gives the quads about the thing, the dataset, and the agents they name.
        version: the one that is cited.
    """
    title, authors, publisher = _of_the_dataset(about, language)
    return Citation(
        iri=iri,
        title=_label(iri, about, language),
        language=language,
        authors=_named(iri, "dcterms:creator", about, language) or authors,
        publisher=publisher,
        container="" if iri == DATASET else title,
        version=version.id,
        issued=version.created[:10],
    )


@lru_cache(2)
def _of_the_dataset(about: QuadsAbout, language: str) -> tuple[str, tuple[str, ...], str]:
    """Title, authors and publisher of the dataset, which every citation needs."""
    publishers = _named(DATASET, "dcterms:publisher", about, language)
    return (
        _label(DATASET, about, language),
        _named(DATASET, "dcterms:creator", about, language),
        next(iter(publishers), ""),
    )


def _label(iri: str, about: QuadsAbout, language: str) -> str:
    facts = facts_of(about(iri))
    for predicate in LABEL_PREDICATES:
        best = best_literal(literals(facts, iri, predicate), language)
        if best:
            return best.value
    return compact(iri)


def _named(iri: str, relation: str, about: QuadsAbout, language: str) -> tuple[str, ...]:
    """The labels of the people or organizations that a property leads to."""
    agents = terms(facts_of(about(iri)), iri, relation)
    iris = (agent.value for agent in agents if isinstance(agent, ox.NamedNode))
    return tuple(_label(each, about, language) for each in iris)


def as_text(cited: Citation) -> str:
    """A citation as a sentence of a bibliography."""
    french = cited.language == "fr"
    title = f"«\N{NO-BREAK SPACE}{cited.title}\N{NO-BREAK SPACE}»" if french else f"“{cited.title}”"
    within = f", {'dans' if french else 'in'} {cited.container}" if cited.container else ""
    people = ", ".join(cited.authors)
    day = f"{cited.version[:_SHORT_ID_CHARACTERS]}, {cited.issued}"
    who = f"{people} ({cited.year}). " if people else f"({cited.year}). "
    return f"{who}{title}{within} (version {day}). {cited.iri}"


def as_bibtex(cited: Citation) -> str:
    """A citation as an entry of a BibTeX file."""
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in cited.authors),
        "title": f"{{{_latex(cited.title)}}}",
        "howpublished": _latex(cited.container),
        "publisher": _latex(cited.publisher),
        "year": cited.year,
        "date": cited.issued,
        "version": cited.version,
        "url": cited.iri,
        "language": {"fr": "french", "en": "english"}[cited.language],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(cited)},\n" + ",\n".join(lines) + "\n}\n"


def as_csl_json(cited: Citation) -> str:
    """A citation as a CSL-JSON list of one item.

    Source: https://github.com/citation-style-language/schema (csl-data.json)
    """
    item: dict[str, object] = {
        "id": cited.iri,
        "type": "entry" if cited.container else "dataset",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "container-title": cited.container,
        "publisher": cited.publisher,
        "issued": {"date-parts": [[int(part) for part in cited.issued.split("-")]]},
        "version": cited.version,
        "URL": cited.iri,
        "language": cited.language,
    }
    filled = {name: value for name, value in item.items() if value}
    return json.dumps([filled], ensure_ascii=False, indent=2) + "\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _key(cited: Citation) -> str:
    plain = unicodedata.normalize("NFKD", cited.iri.removeprefix(BASE)).encode("ascii", "ignore")
    name = _NOT_IN_KEYS.sub("-", plain.decode().casefold()).strip("-")
    return f"chantier-es-{name}-{cited.version[:_SHORT_ID_CHARACTERS]}"
