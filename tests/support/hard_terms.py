"""RDF graphs made of terms that writers get wrong, from a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pyoxigraph as ox

from chantier.namespaces import PREFIXES

RDF, XSD = PREFIXES["rdf"], PREFIXES["xsd"]
PATH = "abyzABZ019-._~!$&'()*+,;=:@/"
BEYOND = "éß²①٣中ÿ·ıﬁ𝒳😀\u0301\u200d\u2040\ue000"
CONTROLS = "\0\1\x08\t\n\x0b\x0c\r\x1b\x1f\x7f\x85\xa0\u2028\ufeff\ufffd\ufffe\uffff\U0010ffff"
PIECES = (
    "a", "Z", " ", "'", '"', "'''", '"""', "\\", "\\n", "\\uD800", "\\u0041", "\r\n", "\t",
    "<", ">", "&", "&amp;", "&#13;", "]]>", "<!--", "<![CDATA[", "<!DOCTYPE", "{", "}", "[", "]",
    "@en", "^^", "%41", "#", ".", ";", "e\u0301", "٣", "😀", "𝒳", "_:a", "<http://e/>",
)  # fmt: skip
SCHEMES = (
    "geo:46,-71", "geo:46.8,-71.2;u=35", "dcat:y", "dcat:Dataset", "c:x", "a:", "e:", "xsd:integer",
    "rdf:type", "skos://x", "region:06", "urn:x:y", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "tag:e,2026:a/b", "mailto:a@e.org", "data:,x", "about:blank", "type:x", "id:x", "http:a",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "+0", "00", "01", "+1", "-1", "1.", ".5", "1.0", "1.50", "-.5e-3", "1e0", "1E400",
    "1e", "INF", "-INF", "+INF", "NaN", "inf", "nan", "", " 1", "1 ", "1\n", "٣", "１", "²",
    "1_000", "1,5", "0x10", "true", "false", "1", "TRUE", "tru", "9007199254740991",
    "9007199254740993", "-9007199254740993", "999999999999999999999", "1000000000000000000000",
    "1000000000000000000000000", "-1000000000000000000001", "1" + "0" * 60, "2026", "2026-11-28",
    "2026-11-28T00:00:00+00:00", "-0001", "P1Y12M", "PT0S", "24:00:00", "AQ==", "aGk", "{}", "[1]",
    "<b/>", "null",
)  # fmt: skip
# Not xsd:token: rdflib takes white space away from it, whatever it reads.
DATATYPES = (
    *(f"{XSD}{name}" for name in (
        "integer", "decimal", "double", "float", "boolean", "string", "int", "byte",
        "nonNegativeInteger", "date", "dateTime", "gYear", "duration", "time", "base64Binary",
        "anyURI", "QName",
    )),
    f"{RDF}JSON", f"{RDF}XMLLiteral", f"{RDF}HTML", f"{RDF}PlainLiteral",
    "https://www.w3.org/ns/i18n#ar-eg_rtl",
)  # fmt: skip
TAGS = (
    "fr", "fr-ca", "zh-cmn-hans-cn", "sl-rozaj-biske-1994", "de-1996", "x-a", "x-abcdefgh-1",
    "i-klingon", "en-a-bbb-x-a-ccc", "sr-latn-rs-u-co-standard", "qaa-qaaa-qm-x-southern",
    "es-419", "abcdefgh", "en-gb-oed", "und", "en-x-" + "-".join(["abcdefgh"] * 12),
)  # fmt: skip
SYNTAX_NAMES = (
    "RDF", "ID", "about", "aboutEach", "aboutEachPrefix", "bagID", "datatype", "Description", "li",
    "nodeID", "parseType", "resource", "type", "value", "first", "rest", "nil", "_1", "_01", "Bag",
    "List", "Statement", "subject", "langString", "JSON",
)  # fmt: skip
LABELS = ("b", "b1", "_x", "B", "c14n0", "c14n10")
"""As the store and the engine make them; Raptor confuses “genid1” with its own."""


class TermSource:
    """Terms drawn by chance; equal seeds draw equal terms."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 — which terms are tried is no secret

    def iri(self) -> ox.NamedNode:
        """An IRI, of one of our namespaces or of none, with signs that mean something."""
        chance = self.chance
        kind = chance.randrange(6)
        if kind == 0:
            return ox.NamedNode(chance.choice(SCHEMES))
        if kind == 1:
            return ox.NamedNode(RDF + chance.choice(SYNTAX_NAMES))
        start = chance.choice(
            ("http://e/", "http://e", "http://e/x#", "https://é.org/?", *PREFIXES.values())
        )
        tail = "".join(chance.choices(PATH + BEYOND * (kind > 3) + "%#", k=chance.randrange(7)))
        if start == "http://e":
            tail = ""
        tail = tail.replace("%", "%2F")
        if "#" in start or tail.count("#") > 1:
            tail = tail.replace("#", "")
        if start == RDF and tail.startswith("_"):
            return self.iri()  # Raptor takes what begins so for a member of a container
        if re.search(r"(?:^|/)\.{1,2}(?:$|[/?#])", tail):
            return self.iri()  # Raptor resolves dots even in an IRI that is whole
        try:
            return ox.NamedNode(start + tail)
        except ValueError:  # private use outside a query, for one
            return self.iri()

    def text(self) -> str:
        """A text with characters that some syntax escapes, changes or cannot hold."""
        pool = [*PIECES, *CONTROLS] if self.chance.random() < 0.4 else PIECES
        return "".join(self.chance.choices(pool, k=self.chance.randrange(7)))

    def literal(self) -> ox.Literal:
        """A text, a text in a language, or a typed value that is well-formed or not."""
        kind = self.chance.randrange(4)
        if kind == 0:
            return ox.Literal(self.text())
        if kind == 1:
            return ox.Literal(self.text(), language=self.chance.choice(TAGS))
        datatype = ox.NamedNode(self.chance.choice(DATATYPES)) if kind == 2 else self.datatype()
        lexical = self.chance.choice(NUMBERS) if self.chance.random() < 0.8 else self.text()
        return ox.Literal(lexical, datatype=datatype)

    def datatype(self) -> ox.NamedNode:
        """A datatype that nobody knows, or a number's."""
        if self.chance.random() < 0.7:
            return ox.NamedNode(XSD + self.chance.choice(("integer", "decimal", "boolean")))
        found = self.iri()
        # A text of these has a language, so the datatype alone says nothing.
        return self.datatype() if found.value.endswith("angString") else found

    def blank(self) -> ox.BlankNode:
        """A blank node, one of few."""
        return ox.BlankNode(self.chance.choice(LABELS))

    def triples(self) -> list[ox.Triple]:
        """A small graph: a hard term in some place, or blank nodes and lists that meet."""
        plain = ox.NamedNode("http://e/plain")
        kind = self.chance.randrange(7)
        if kind == 0:
            return [ox.Triple(self.iri(), plain, self.iri())]
        if kind == 1:
            return [ox.Triple(plain, self.iri(), self.literal())]
        if kind == 2:
            return [ox.Triple(self.iri(), ox.NamedNode(f"{RDF}type"), self.iri())]
        if kind == 3:
            values = [self.blank(), *(self.literal() for _ in range(4)), self.iri()]
            return list({ox.Triple(plain, plain, value) for value in values})
        if kind == 4:
            return [
                ox.Triple(self.blank(), self.iri(), self.chance.choice((self.blank(), plain)))
                for _ in range(self.chance.randrange(1, 6))
            ]
        if kind == 5:
            return list(self.listed(plain, self.chance.randrange(6)))
        return [ox.Triple(plain, plain, self.literal())]

    def listed(self, subject: ox.NamedNode, length: int) -> Iterator[ox.Triple]:
        """A list, sometimes not quite."""
        first, rest = ox.NamedNode(f"{RDF}first"), ox.NamedNode(f"{RDF}rest")
        nodes = [ox.BlankNode(f"l{number}") for number in range(length)]
        ends = [*nodes, ox.NamedNode(f"{RDF}nil")]
        yield ox.Triple(subject, ox.NamedNode("http://e/list"), ends[0])
        for node, following in zip(nodes, ends[1:], strict=True):
            if self.chance.random() < 0.9:
                value = self.literal() if self.chance.random() < 0.7 else self.iri()
                yield ox.Triple(node, first, value)
            if self.chance.random() < 0.9:
                yield ox.Triple(node, rest, following)
        if nodes and self.chance.random() < 0.2:
            yield ox.Triple(nodes[-1], ox.NamedNode("http://e/also"), nodes[0])
