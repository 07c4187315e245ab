"""The change feed: everything that changed, in order, as LDES pages, as a page, and as Atom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from chantier.describe.entity import Name, name_of
from chantier.errors import FeedRestarted, NotAcceptable, ParameterError, UnknownThing
from chantier.namespaces import CHANGES, GENID
from chantier.publish import ldes
from chantier.rdf.formats import HTML, Format, negotiate
from chantier.rdf.xml_text import NOT_XML
from chantier.site.context import accept_header, dataset, request_language, site
from chantier.site.metadata import LICENCE, dataset_iris
from chantier.site.rendering import html_page
from chantier.site.responses import IMMUTABLE, response_in
from chantier.store.changelog import Changelog, EntityChange

blueprint = Blueprint("changes", __name__)

_MAX_LATEST_CHANGES = 50
"""Changes that the entry and the Atom feed show to people."""
_EPOCH = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}")
_BRIEFLY = f"public, max-age={ldes.MAX_AGE_SECONDS}"
"""``Cache-Control`` of what grows."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as a reader sees it."""

    change: EntityChange
    name: Name
    member: str
    """IRI of the member of the feed."""
    derived: bool
    """Whether only what the software works out itself changed: counts, the journal."""
    difference: str
    """Address of what its version changed; empty for the first version."""


@blueprint.route("/changes")
def feed() -> Response:
    """The entry: the stream and the way to its pages; for people, the latest changes."""
    changelog, chosen = _changelog(), _chosen_format()
    if chosen is HTML:
        return _reading_page(changelog, 0)
    licences = sorted(dataset_iris(LICENCE))
    body = ldes.write_feed_entry(
        changelog.epoch(),
        changelog.moments(ldes.PAGE_SIZE_MEMBERS),
        changelog.count(),
        licences,
        chosen,
    )
    return _answer(body, chosen, _BRIEFLY)


@blueprint.route("/changes/<epoch>/<number>")
def feed_page(epoch: str, number: str) -> Response:
    """A page of the feed: the first has the oldest changes, the last one grows."""
    changelog, chosen = _changelog(), _chosen_format()
    wanted = _wanted_page(changelog, epoch, number)
    if chosen is HTML:
        return _reading_page(changelog, wanted)
    changes = changelog.changes((wanted - 1) * ldes.PAGE_SIZE_MEMBERS, ldes.PAGE_SIZE_MEMBERS)
    full = len(changes) == ldes.PAGE_SIZE_MEMBERS
    body = ldes.write_feed_page(epoch, wanted, changes, chosen)
    return _answer(body, chosen, IMMUTABLE if full else _BRIEFLY)


@blueprint.route("/changes.atom")
def atom() -> Response:
    """The latest changes, the youngest first, for feed readers.

    Source: https://www.rfc-editor.org/rfc/rfc4287
    """
    changelog, language = _changelog(), request_language()
    shown = _shown(
        changelog, max(0, changelog.count() - _MAX_LATEST_CHANGES), _MAX_LATEST_CHANGES, language
    )
    created = dataset().version.manifest.created
    body = render_template(
        "changes.atom", language=language, feed=CHANGES, shown=shown, created=created
    )
    response = Response(NOT_XML.sub("", body), content_type="application/atom+xml; charset=utf-8")
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = _BRIEFLY
    return response


def _changelog() -> Changelog:
    """The changelog, with the changes of the version being served written down."""
    changelog = Changelog(site().settings.data_dir)
    changelog.catch_up(dataset().version)
    return changelog


def _chosen_format() -> Format:
    """Choose a format; one without relative IRIs only for clients that read no other."""
    chosen = negotiate(accept_header(), (*ldes.FORMATS, HTML))
    try:
        return negotiate(accept_header(), ldes.BETTER_FORMATS.get(chosen, (chosen,)))
    except NotAcceptable:
        return chosen


def _wanted_page(changelog: Changelog, epoch: str, number: str) -> int:
    """The number of the page that is asked for.

    Raises:
        FeedRestarted: the epoch is not that of the changelog.
        ParameterError: the number is none.
        UnknownThing: there is no such page.
    """
    if not re.fullmatch(r"[0-9]{1,12}", number):
        raise ParameterError(
            f"« {number} » n’est pas un numéro de page. Les pages sont 1, 2, 3…; {CHANGES} les"
            " énumère.",
            f"“{number}” is not a page number. The pages are 1, 2, 3…; {CHANGES} lists them.",
        )
    if epoch != changelog.epoch() and _EPOCH.fullmatch(epoch):
        raise FeedRestarted(
            f"Le fil des changements a été recommencé; voyez {CHANGES}. / The change feed was begun"
            f" anew; the current one is at {CHANGES}. Replicate from there."
        )
    pages = ldes.page_count(changelog.count())
    if epoch != changelog.epoch() or number != str(int(number)) or not 1 <= int(number) <= pages:
        raise UnknownThing(
            f"Le fil des changements n’a pas de page {epoch}/{number}.",
            f"The change feed has no page {epoch}/{number}. Its pages are {changelog.epoch()}/1 to"
            f" {changelog.epoch()}/{pages}.",
        )
    return int(number)


def _answer(body: bytes, chosen: Format, cache_control: str) -> Response:
    response = response_in(chosen, body)
    response.headers["Cache-Control"] = cache_control
    response.headers["Link"] = '</changes.atom>; rel="alternate"; type="application/atom+xml"'
    return response


def _reading_page(changelog: Changelog, number: int) -> Response:
    """A page of the feed for people; 0: the latest changes."""
    language, pages = request_language(), ldes.page_count(changelog.count())
    size = ldes.PAGE_SIZE_MEMBERS if number else _MAX_LATEST_CHANGES
    after = (number - 1) * size if number else max(0, changelog.count() - size)
    return html_page(
        "changes.html",
        language,
        shown=_shown(changelog, after, size, language),
        stem=f"/changes/{changelog.epoch()}",
        older=number - 1 if number else pages,
        younger=number + 1 if 0 < number < pages else 0,
    )


def _shown(changelog: Changelog, after: int, count: int, language: str) -> list[ShownChange]:
    """Changes for readers, the youngest first; without blank nodes, which mean nothing to them."""
    data, epoch, differences = dataset(), changelog.epoch(), dict[str, str]()
    shown = []
    for change in changelog.changes(after, count):
        if change.iri.startswith(GENID):
            continue
        if change.at not in differences:
            before = changelog.version_before(change.number)
            differences[change.at] = f"/versions/{before}..{change.version}" if before else ""
        name = name_of(data, change.iri, language)
        member = ldes.member_iri(epoch, change.number)
        derived = changelog.is_derived(change)
        shown.append(ShownChange(change, name, member, derived, differences[change.at]))
    return shown[::-1]
