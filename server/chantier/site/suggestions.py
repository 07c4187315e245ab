"""Suggestions for an error page: similar names, words to search for, the page in a language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app
from werkzeug.exceptions import HTTPException

from chantier.describe.entity import Name, name_of
from chantier.describe.search.fulltext import nearest
from chantier.errors import UnknownThing, WithdrawnThing
from chantier.namespaces import ID, LANGUAGES
from chantier.site.context import dataset

_NAMED = re.compile(rf"/(?:(?:{'|'.join(LANGUAGES)})/)?(?:id|doc|source)/(?P<name>.+)")
_OTHER_LANGUAGE = re.compile(r"/(?P<language>[a-z]{2})(?:-[A-Za-z]{2,4})?/(?P<rest>.*)")
_MAX_NAMES = 5
"""Similar names that a page suggests."""
_MAX_NAME_CHARACTERS = 120
"""Characters of a name that others are compared with; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What may be tried."""

    words: str = ""
    """To search for."""
    names: tuple[Name, ...] = ()
    """Things with a similar name."""
    language: str = ""
    """Language tag of the path, where the site has no such language."""
    pages: tuple[str, ...] = ()
    """Paths of the same page in the languages of the site."""
    nowhere: bool = False
    """Whether no page of the site has such an address."""


def advice(error: Exception, path: str, language: str) -> Advice:
    """What to try instead of a path at which there is nothing.

    Args:
        error: why there is nothing; for other errors there is no advice.
        path: as asked for.
        language: of the reader.
    """
    if isinstance(error, HTTPException) and error.code == 404:
        foreign = _OTHER_LANGUAGE.fullmatch(path)
        pages = [f"/{each}/{foreign['rest']}" for each in LANGUAGES] if foreign else []
        known = tuple(each for each in pages if _is_routed(each))
        return Advice(language=foreign[1] if foreign else "", pages=known, nowhere=True)
    named = _NAMED.fullmatch(path)
    if not named or not isinstance(error, (UnknownThing, WithdrawnThing)):
        return Advice()
    name = named["name"][:_MAX_NAME_CHARACTERS]
    words = " ".join(re.findall(r"\w+", name.rpartition("/")[2]))
    data = dataset()
    similar = [iri for iri in nearest(data, name, _MAX_NAMES) if iri != ID + name]
    return Advice(words, tuple(name_of(data, iri, language) for iri in similar))


def _is_routed(path: str) -> bool:
    return current_app.url_map.bind("").test(path, method="GET")
