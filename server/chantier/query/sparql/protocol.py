"""A request of the SPARQL protocol, read once.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from urllib.parse import parse_qs

from werkzeug.http import parse_options_header

from chantier.errors import NotAcceptable, QueryError, RequestTooLarge, UnsupportedMediaType
from chantier.query.sparql.evaluate import RdfDataset, offered_formats
from chantier.query.sparql.scanner import Form
from chantier.rdf.datatypes import LEXICAL_FORMS, Family
from chantier.rdf.formats import GRAPH_FORMATS, HTML, RESULT_FORMATS, Format, named, negotiate
from chantier.rdf.terms import is_absolute_iri

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
_NUMBER = LEXICAL_FORMS[Family.FLOATING]
_NOT_OF_QUERIES = ("version", "graph")
"""Parameters of other addresses, which a query would pass over without a word."""
FORMAT_PARAMETERS = ("format", "output", "results")


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """What a request asks of the endpoint; neither query nor update: to describe itself."""

    query: str | None
    update: str | None
    parameters: Mapping[str, Sequence[str]]

    @classmethod
    def read(
        cls, method: str, query_string: str, content_type: str | None, body: bytes
    ) -> SparqlRequest:
        """Read a query or an update by any of the protocol's operations.

        Args:
            method: GET, HEAD or POST.
            query_string: of the address, still percent-encoded.
            content_type: of the body, ``None`` where the request does not say.
            body: decompressed.

        Raises:
            QueryError: nothing is asked where something is due, several things are, or the text is
                not UTF-8.
            UnsupportedMediaType: the body is neither a form, nor a query, nor an update.
        """
        media_type, options = parse_options_header(content_type)
        media_type = media_type.lower()
        parameters = _parsed(query_string)
        if method != "POST":
            return cls._from_parameters(method, parameters)
        if media_type == FORM_TYPE:
            for name, values in _parsed(_decoded(body)).items():
                parameters.setdefault(name, []).extend(values)
            return cls._from_parameters(method, parameters)
        if media_type not in (QUERY_TYPE, UPDATE_TYPE):
            raise UnsupportedMediaType(
                f"Un POST porte ici {QUERY_TYPE}, {UPDATE_TYPE} ou {FORM_TYPE}, et non"
                f" « {media_type or 'rien'} ».",
                f"A POST here carries {QUERY_TYPE}, {UPDATE_TYPE} or {FORM_TYPE},"
                f" not “{media_type or 'nothing'}”.",
            )
        what = "query" if media_type == QUERY_TYPE else "update"
        if what in parameters:
            raise QueryError(
                f"« {what} » est dans le corps et dans l’adresse. Envoyez-le une fois.",
                f"The {what} is in the body and in the address. Send it once.",
            )
        charset = options.get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(
                f"Le corps ({what}) s’envoie en UTF-8, et non en {charset}.",
                f"The {what} is sent as UTF-8, not as {charset}.",
            )
        text = _decoded(body)
        is_query = media_type == QUERY_TYPE
        _refuse_foreign(parameters if is_query else {})
        return cls(text if is_query else None, None if is_query else text, parameters)

    @classmethod
    def _from_parameters(cls, method: str, parameters: dict[str, list[str]]) -> SparqlRequest:
        queries, updates = parameters.get("query", []), parameters.get("update", [])
        if updates and method != "POST":
            raise QueryError(
                "Une mise à jour s’envoie par POST, et ceci est un GET.",
                "An update is sent by POST, and this is a GET.",
            )
        if updates and queries:
            raise QueryError(
                "La demande a une requête et une mise à jour. Envoyez l’une des deux.",
                "The request has a query and an update. Send one of them.",
            )
        for name, texts in (("query", queries), ("update", updates)):
            if len(texts) > 1:
                raise QueryError(
                    f"Il y a plus d’un paramètre « {name} ». Envoyez-en un.",
                    f"There is more than one “{name}” parameter. Send one.",
                )
        _refuse_foreign(parameters if queries else {})
        if not queries and not updates and method == "POST":
            raise QueryError(
                "Le formulaire n’a pas de paramètre « query ». Envoyez query=… dans le corps.",
                "The form has no “query” parameter. Send query=… in the body.",
            )
        return cls(queries[0] if queries else None, updates[0] if updates else None, parameters)

    @property
    def dataset(self) -> RdfDataset:
        """The dataset that a query is asked of, where the request names one.

        Raises:
            QueryError: a graph is named by something else than an absolute IRI.
        """
        for name in ("default-graph-uri", "named-graph-uri"):
            refuse_relative(name, self.parameters.get(name, ()))
        return RdfDataset(
            tuple(self.parameters.get("default-graph-uri", ())),
            tuple(self.parameters.get("named-graph-uri", ())),
        )

    def seconds(self, usual_seconds: int, max_seconds: int) -> float:
        """How long the query may run: what ``timeout`` asks for, up to the limit.

        Raises:
            QueryError: ``timeout`` is not a number of seconds, or there are several.
        """
        asked = self.parameters.get("timeout")
        if not asked:
            return usual_seconds
        if len(asked) > 1:
            raise QueryError(
                f"« timeout » est donné {len(asked)} fois. Donnez-le une fois.",
                f"“timeout” is given {len(asked)} times. Give it once.",
            )
        seconds = float(asked[0]) if _NUMBER.fullmatch(asked[0]) else 0.0
        if not 0 < seconds < float("inf"):
            raise QueryError(
                f"« timeout » est un nombre de secondes au-dessus de 0, tel que 20 ou 2.5, et non"
                f" « {asked[0][:200]} ».",
                f"“timeout” is a number of seconds above 0, such as 20 or 2.5, not"
                f" “{asked[0][:200]}”.",
            )
        return min(seconds, max_seconds)


def _refuse_foreign(parameters: Iterable[str]) -> None:
    """Refuse what a query has no parameter for, and other addresses have.

    Raises:
        QueryError: there is one.
    """
    for name in parameters:
        if name in _NOT_OF_QUERIES:
            raise QueryError(
                f"« {name} » n’est pas ici un paramètre de requête. Ôtez-le; les graphes se nomment"
                " par default-graph-uri et named-graph-uri.",
                f"“{name}” is no parameter of a query here. Leave it out; graphs are named by"
                " default-graph-uri and named-graph-uri.",
            )


def refuse_relative(parameter: str, iris: Iterable[str]) -> None:
    """Refuse a graph that is named by something else than an absolute IRI.

    Raises:
        QueryError: one is.
    """
    for iri in iris:
        if not is_absolute_iri(iri):
            raise QueryError(
                f"« {iri[:200]} » ({parameter}) n’est pas une IRI absolue. Écrivez-la en entier :"
                " https://…",
                f"“{iri[:200]}” ({parameter}) is not an absolute IRI. Write it whole: https://…",
            )


def answer_format(
    form: Form, accept: str | None, parameters: Mapping[str, Sequence[str]]
) -> Format:
    """The format of an answer: negotiated, unless Accept leaves it to ``format=`` and its kin.

    They act where Accept is absent, ``*/*`` or a browser’s.

    Raises:
        NotAcceptable: nothing that can be served is accepted.
        QueryError: they alone decide, and name no format of this answer.
    """
    if accept is None or accept.strip() == "*/*" or HTML.media_type in accept:
        wanted = [value for name in FORMAT_PARAMETERS for value in parameters.get(name, ())]
        for value in wanted:
            with suppress(NotAcceptable):
                return named(value, offered_formats(form))
        unknown = next((value for value in wanted if not _is_format(value)), "")
        if unknown and (accept is None or accept.strip() == "*/*"):
            names = ", ".join(offered.name for offered in offered_formats(form))
            raise QueryError(f"“{unknown[:200]}” is no format of this answer. Use {names}.")
    return _negotiated(form, accept)


def _is_format(name: str) -> bool:
    """Whether some answer has the format: SPARQLWrapper sends one of another form, and warns."""
    with suppress(NotAcceptable):
        return bool(named(name, (*RESULT_FORMATS, *GRAPH_FORMATS)))
    return False


@lru_cache(maxsize=256)
def _negotiated(form: Form, accept: str | None) -> Format:
    return negotiate(accept, offered_formats(form))


def inflate(body: bytes, encoding: str | None, max_bytes: int) -> bytes:
    """Undo a request's ``Content-Encoding``, never beyond a size.

    Raises:
        RequestTooLarge: there is more than that inside.
        UnsupportedMediaType: the encoding is not gzip, deflate or identity.
    """
    name = (encoding or "identity").strip().lower()
    if name in ("identity", ""):
        return body
    if name not in ("gzip", "x-gzip", "deflate"):
        raise UnsupportedMediaType(
            f"Content-Encoding « {name} » ne se lit pas ici. Servez-vous de gzip.",
            f"Content-Encoding “{name}” is not read here. Use gzip.",
        )
    try:
        if name == "deflate":
            inflater = zlib.decompressobj()
            content = inflater.decompress(body, max_bytes + 1)
            ends = inflater.eof or len(content) > max_bytes
        else:  # of which several may follow one another
            content, ends = gzip.GzipFile(fileobj=BytesIO(body)).read(max_bytes + 1), True
    except EOFError:
        ends = False
    except (OSError, zlib.error) as error:
        raise QueryError(
            f"Le corps n’est pas du {name} : {error}.", f"The body is not {name}: {error}."
        ) from error
    if not ends:
        raise QueryError(
            f"Le corps finit avant son {name}. Envoyez-le entier.",
            f"The body ends before its {name} does. Send it whole.",
        )
    if len(content) > max_bytes:
        raise RequestTooLarge(f"The body decompresses to more than {max_bytes:,} bytes.")
    return content


def _parsed(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise QueryError(
            "Les paramètres ne sont pas en UTF-8. Encodez-les en UTF-8.",
            "The parameters are not UTF-8. Encode them as UTF-8.",
        ) from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError(
            "Le corps n’est pas en UTF-8. Encodez-le en UTF-8.",
            "The body is not UTF-8. Encode it as UTF-8.",
        ) from None
