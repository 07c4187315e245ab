"""The ``Link`` header, read into its links.

Source: https://www.rfc-editor.org/rfc/rfc8288#section-3
"""

from __future__ import annotations

import re

_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[^\s;,="]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)')
_PARAMETER = re.compile(r'([^\s;,="]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]*))')


def parse_link_header(value: str) -> list[tuple[str, dict[str, str]]]:
    """The targets of a ``Link`` header as written, each with its parameters.

    Names of parameters are in lower case; several headers are joined by commas.
    """
    return [
        (
            target,
            {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)},
        )
        for target, parameters in _LINK.findall(value)
    ]
