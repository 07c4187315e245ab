"""Answers in pages: which one is asked for, and which ones it leads to."""

from __future__ import annotations

import re

from flask import request

from chantier.errors import QueryError


def page_number() -> int:
    """Give the page that this request asks for by ``page=``, counted from 1.

    Raises:
        QueryError: it is not a positive integer, or there are several.
    """
    given = request.args.getlist("page")
    if not given:
        return 1
    if len(given) > 1 or not re.fullmatch(r"0{0,9}[1-9][0-9]{0,8}", given[0]):
        told = " ".join(given)
        raise QueryError(
            f"“{told}” n’est pas un numéro de page : donnez un entier, à partir de 1."
            f" / “{told}” is not the number of a page: give one integer, from 1 on."
        )
    return int(given[0])


def paging_links(address: str, number: int, *, is_last: bool) -> list[str]:
    """Give the values of ``Link`` that lead from a page to the others; none where there are none.

    Args:
        address: of the whole, without ``page=``.
        number: of the page.
        is_last: whether none comes after it.
    """
    others = [("first", 1)] if number > 1 or not is_last else []
    others += [("prev", number - 1)] if number > 1 else []
    others += [] if is_last else [("next", number + 1)]
    return [f'<{address}?page={other}>; rel="{relation}"' for relation, other in others]
