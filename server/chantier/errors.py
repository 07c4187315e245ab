"""What can go wrong, one class per thing a caller may act on.

Each message is a sentence that says what was wrong and how to mend it. The edges translate the
classes: ``web.errors`` to HTTP statuses, ``cli`` to exit codes.
"""

from __future__ import annotations

from pathlib import Path


class ChantierError(Exception):
    """The root of every error raised on purpose."""


class SettingError(ChantierError):
    """A setting is unknown or has a value it cannot take."""


class SourceError(ChantierError):
    """A source file cannot be read as what it claims to be.

    Attributes:
        path: the file, or ``None`` for text that came from elsewhere.
        line: 1-based line, 0 when unknown.
        column: 1-based column, 0 when unknown.
    """

    def __init__(
        self, message: str, path: Path | str | None = None, line: int = 0, column: int = 0
    ) -> None:
        """Keep the place beside the message, which is prefixed with it."""
        self.path, self.line, self.column = path, line, column
        place = ":".join(str(part) for part in (path, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message)


class DoesNotConform(ChantierError):
    """The graph breaks a shape or a check, so it is not published."""


class BuildInProgress(ChantierError):
    """Another process holds the data directory's build lock."""


class NoVersion(ChantierError):
    """The data directory holds no published version yet."""


class BrokenVersion(ChantierError):
    """A stored version does not hold what its manifest says."""


class QueryError(ChantierError):
    """A query cannot be run as it is written or as it is asked for."""


class QuerySyntaxError(QueryError):
    """A query is not SPARQL.

    Attributes:
        line: 1-based line, 0 when unknown.
        column: 1-based column, 0 when unknown.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        """Keep the place beside the message."""
        self.line, self.column = line, column
        super().__init__(message)


class ParameterError(QueryError):
    """A parameter of a stored question is missing, unknown or ill-formed."""


class UnknownQuestion(QueryError):
    """No stored question has this name."""


class UnknownThing(ChantierError):
    """The graph says nothing about this IRI."""


class NotAcceptable(ChantierError):
    """No offered format satisfies what the client accepts.

    Attributes:
        offered: the media types that would have been served.
    """

    def __init__(self, message: str, offered: tuple[str, ...]) -> None:
        """Keep the offer beside the message, for the body of a 406."""
        self.offered = offered
        super().__init__(message)


class UnsupportedMediaType(ChantierError):
    """A request body has a media type this resource does not read."""


class EndpointError(ChantierError):
    """A remote SPARQL endpoint could not be reached or refused the request."""


class LimitExceeded(ChantierError):
    """A time or size limit was reached before the work was done."""
