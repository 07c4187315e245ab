"""A page as elements: what it says, in which languages, and what is wrong with its structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

from support.client import Client

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    language: str
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(it if isinstance(it, str) else it.text for it in self.children)

    def all(self, tag: str = "") -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag):
                    yield child
                yield from child.all(tag)

    def classed(self, name: str) -> list[Element]:
        return [it for it in self.all() if name in it.attributes.get("class", "").split()]


class Tree(HTMLParser):
    """A page as elements; anything not closed where it was opened is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {}, "")
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert self.open == [self.root], [it.tag for it in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        parent = self.open[-1]
        element = Element(tag, attributes, attributes.get("lang", parent.language))
        parent.children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(client: Client, path: str, status: int = 200) -> Element:
    answer = client.get(quote(path), "text/html")
    assert answer.status == status, path
    return Tree(answer.text).root


def structure(root: Element) -> list[str]:
    """What is wrong with the structure of a page."""
    wrong = [f"{tag} × {n}" for tag in ("h1", "main", "title") if (n := len([*root.all(tag)])) != 1]
    ids = [it.attributes["id"] for it in root.all() if "id" in it.attributes]
    wrong += [f"id twice: {it}" for it in set(ids) if ids.count(it) > 1]
    wrong += ["a in a" for link in root.all("a") if [*link.all("a")]]
    wrong += ["a link without text" for link in root.all("a") if not link.text.strip()]
    wrong += [
        f"leads nowhere: {link.attributes['href']}"
        for link in root.all("a")
        if link.attributes["href"].startswith("#") and link.attributes["href"][1:] not in ids
    ]
    return wrong
