from __future__ import annotations

from lod_doctor.markup import HtmlPage, read_page
from lod_doctor.visits import Visit


def page(html: str) -> HtmlPage:
    return read_page(Visit("http://e/d/", "http://e/d/", 200, body=html.encode()))


def test_the_language_title_and_charset_of_a_page_are_read() -> None:
    found = page('<html lang="fr-CA"><meta charset="UTF-8"><title>Les données</title>')
    assert (found.language, found.charset) == ("fr-CA", "utf-8")
    assert found.title == "Les données"
    old = page('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
    assert old.charset == "iso-8859-1"


def test_links_are_read_with_their_relations_and_types() -> None:
    (link,) = page('<link rel="Alternate help" type="Text/Turtle" href="../a"><link rel=x>').links
    assert link.target == "http://e/a"
    assert link.relations == {"alternate", "help"}
    assert link.media_type == "text/turtle"


def test_what_a_browser_loads_is_listed() -> None:
    found = page(
        '<link rel=stylesheet href=a.css><link rel=next href=b><script src="/c.js"></script>'
        '<img src="http://f/d.png"><script>x</script><a href="e">'
    )
    assert found.subresources == ["http://e/d/a.css", "http://e/c.js", "http://f/d.png"]


def test_embedded_json_ld_is_kept_as_text() -> None:
    found = page('<script type="application/ld+json">{"a": "<b>"}</script><script>c</script>')
    assert found.json_ld == ['{"a": "<b>"}']


def test_only_the_start_of_a_page_is_read() -> None:
    assert page(" " * 1_000_000 + "<title>Late</title>").title == ""
