"""Answers in pages: which one is asked for, and which ones it leads to."""

from __future__ import annotations

import re

from flask import request

from chantier.errors import QueryError, UnknownThing


def page_number() -> int:
    """The page that this request asks for by ``page=``, counted from 1.

    Raises:
        QueryError: it is not a positive integer, or there are several.
    """
    given = request.args.getlist("page")
    if not given:
        return 1
    if len(given) > 1 or not re.fullmatch(r"0{0,9}[1-9][0-9]{0,8}", given[0]):
        text = " ".join(given)
        raise QueryError(
            f"“{text}” n’est pas un numéro de page : donnez un entier, à partir de 1."
            f" / “{text}” is not the number of a page: give one integer, from 1 on."
        )
    return int(given[0])


def check_page(number: int, last: int) -> None:
    """Refuse a page that comes after the last.

    Raises:
        UnknownThing: there is no such page.
    """
    if number > last:
        raise UnknownThing(
            f"Il n’y a pas de page {number} : la dernière est la page {last}.",
            f"There is no page {number}: the last is page {last}.",
        )


def pages_beside(number: int, last: int) -> dict[str, int]:
    """The numbers of the pages before and after a page, by link relation, where there are any."""
    beside = {"prev": number - 1, "next": number + 1}
    return {relation: other for relation, other in beside.items() if 1 <= other <= last}


def paging_links(address: str, number: int, *, is_last: bool) -> list[str]:
    """The ``Link`` values that lead from a page to the others; none where there are none.

    Args:
        address: of the whole, without ``page=``.
        number: of the page.
        is_last: whether none comes after it.
    """
    others = [("first", 1)] if number > 1 or not is_last else []
    others += [("prev", number - 1)] if number > 1 else []
    others += [] if is_last else [("next", number + 1)]
    return [f'<{address}?page={other}>; rel="{relation}"' for relation, other in others]
