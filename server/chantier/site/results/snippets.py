"""Code snippets that send a query to an endpoint: curl, Python, R, JavaScript.

Each quotes the query as its language wants it, so that whatever stands in it stays text.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

_MAX_ADDRESS_BYTES = 6_000
"""Of a query in an address; a longer one is sent in the body."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code to copy."""

    name: str
    """As in ``id``: curl, sparqlwrapper, pandas, r, javascript."""
    title: str
    code: str


def snippets(
    endpoint: str, query: str, media_type: str, texts: Sequence[str] = ()
) -> tuple[Snippet, ...]:
    """The code that sends a query, in each language that can read its results.

    Args:
        endpoint: its address.
        query: the text.
        media_type: of the results: CSV for solutions, JSON for a boolean, else RDF.
        texts: variables that hold no numbers; a reader of CSV that guesses would read ``06`` as 6.
    """
    query = query.replace("\r\n", "\n").replace("\r", "\n")
    found = [Snippet("curl", "curl", _curl(endpoint, query, media_type))]
    if media_type == "text/csv":
        found += [
            Snippet("pandas", "Python · pandas", _pandas(endpoint, query, texts)),
            Snippet("r", "R", _r(endpoint, query, texts)),
        ]
    found += [
        Snippet("sparqlwrapper", "Python · SPARQLWrapper", _wrapper(endpoint, query, media_type)),
        Snippet("javascript", "JavaScript", _javascript(endpoint, query, media_type)),
    ]
    return tuple(found)


def _curl(endpoint: str, query: str, media_type: str) -> str:
    way = "-G " if len(quote(query)) <= _MAX_ADDRESS_BYTES else ""
    return (
        f"curl -sS {way}{shlex.quote(endpoint)} \\\n"
        f"  -H {shlex.quote(f'Accept: {media_type}')} \\\n"
        f"  --data-urlencode {shlex.quote(f'query={query}')}\n"
    )


def _pandas(endpoint: str, query: str, texts: Sequence[str]) -> str:
    types = ", ".join(f"{_python(name)}: str" for name in texts)
    # Else the texts “NA” and “null” would be missing values.
    kept = f', dtype={{{types}}}, keep_default_na=False, na_values=["", "NaN"]' if texts else ""
    return (
        "from urllib.parse import urlencode\n"
        "from urllib.request import Request, urlopen\n\n"
        "import pandas as pd\n\n"
        f"query = {_python(query)}\n"
        'body = urlencode({"query": query}).encode()\n'
        f'request = Request({_python(endpoint)}, body, {{"Accept": "text/csv"}})\n'
        "with urlopen(request) as answer:\n"
        f"    df = pd.read_csv(answer{kept})\n"
        "print(df)\n"
    )


def _wrapper(endpoint: str, query: str, media_type: str) -> str:
    is_graph = "json" not in media_type and "csv" not in media_type
    kind = "TURTLE" if is_graph else "JSON"
    printed = "answer.decode()" if is_graph else "answer"
    if media_type == "text/csv":
        printed = 'answer["results"]["bindings"]'
    return (
        f"from SPARQLWrapper import {kind}, POST, SPARQLWrapper\n\n"
        f"query = {_python(query)}\n"
        f"endpoint = SPARQLWrapper({_python(endpoint)})\n"
        "endpoint.setQuery(query)\n"
        "endpoint.setMethod(POST)\n"
        f"endpoint.setReturnFormat({kind})\n"
        "answer = endpoint.queryAndConvert()\n"
        f"print({printed})\n"
    )


def _r(endpoint: str, query: str, texts: Sequence[str]) -> str:
    types = ", ".join(f'{json.dumps(name, ensure_ascii=False)} = "character"' for name in texts)
    kept = f', colClasses = c({types}), na.strings = c("", "NaN")' if texts else ""
    return (
        f"query <- {_r_text(query)}\n"
        f'address <- paste0({json.dumps(endpoint)}, "?format=csv&query=",\n'
        "                  URLencode(query, reserved = TRUE))\n"
        f'df <- read.csv(url(address, encoding = "UTF-8"){kept})\n'
        "print(df)\n"
    )


def _javascript(endpoint: str, query: str, media_type: str) -> str:
    accept = "application/sparql-results+json" if media_type == "text/csv" else media_type
    read = "json" if "json" in accept else "text"
    shown = "answer.results.bindings" if media_type == "text/csv" else "answer"
    return (
        f"const query = {_js_text(query)};\n\n"
        f"const response = await fetch({json.dumps(endpoint)}, {{\n"
        '  method: "POST",\n'
        f"  headers: {{ Accept: {json.dumps(accept)} }},\n"
        "  body: new URLSearchParams({ query }),\n"
        "});\n"
        f"const answer = await response.{read}();\n"
        f"console.log({shown});\n"
    )


def _python(text: str) -> str:
    """Write a string literal of Python; over several lines where the text has several."""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    return f'"""{_visible(escaped)}"""'


def _r_text(text: str) -> str:
    """Write a raw string of R, with as many dashes as keep the text from ending it."""
    dashes = "-"
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'


def _js_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{_visible(escaped)}`"


def _visible(text: str) -> str:
    """Write control characters, which no editor shows, as escapes."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", text)
