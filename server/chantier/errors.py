"""What can go wrong, one class per thing a caller may act on.

Each message is a sentence that says what was wrong and how to mend it. The edges translate the
classes: ``site.errors`` to HTTP statuses, ``cli`` to exit codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


class ChantierError(Exception):
    """The root of every error raised on purpose."""


class BilingualError(ChantierError):
    """An error that visitors meet on pages, in French and in English.

    Without the English, the first is in whatever language it is.
    """

    def __init__(self, french: str, english: str = "") -> None:
        self.french, self.english = french, english or french
        super().__init__(f"{french} / {english}" if english else french)

    @property
    def is_bilingual(self) -> bool:
        """Whether it says the same in two languages."""
        return self.english != self.french

    def in_language(self, language: str) -> str:
        """The sentence in a language, ``fr`` or ``en``."""
        return self.english if language == "en" else self.french


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
        self.path, self.line, self.column = path, line, column
        place = ":".join(str(part) for part in (path, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message)


class DoesNotConform(ChantierError):
    """The graph breaks a shape or a check, so it is not published.

    Attributes:
        findings: what was found, each as text by name of its parts; empty when only the message
            tells.
        report: the SHACL report in Turtle; empty when there is none.
    """

    def __init__(
        self, message: str, findings: Sequence[Mapping[str, str]] = (), report: str = ""
    ) -> None:
        self.findings, self.report = findings, report
        super().__init__(message)


class WebProcessesFail(ChantierError):
    """The web processes of the server do not come up, whatever is tried."""


class BuildInProgress(BilingualError):
    """Another process holds the data directory's build lock."""


class NoVersion(ChantierError):
    """The data directory holds no published version yet."""


class UnknownVersion(NoVersion, BilingualError):
    """There is no version of this name."""


class ForgottenVersion(UnknownVersion):
    """There was a version of this name, and it is no longer kept."""


class NotOffered(ChantierError):
    """What a client wants is not offered.

    Attributes:
        offered: what it could have instead.
    """

    def __init__(self, message: str, offered: Sequence[str]) -> None:
        self.offered = offered
        super().__init__(message)


class DumpsError(ChantierError):
    """The copies of a version cannot be made."""


class UnknownFile(NotOffered):
    """The copies of a version hold no such file; those they hold are offered by their paths."""


class UnsatisfiableRange(ChantierError):
    """A part of a file was asked for that lies beyond its end, which has ``size`` bytes."""

    def __init__(self, message: str, size: int) -> None:
        self.size = size
        super().__init__(message)


class BrokenVersion(ChantierError):
    """A stored version does not hold what its manifest says.

    Attributes:
        files: the damaged files, each by its path in the version’s folder; empty when unknown.
    """

    def __init__(self, message: str, files: Sequence[str] = ()) -> None:
        self.files = files
        super().__init__(message)


class LostCurrent(BrokenVersion):
    """Versions are kept, but none of them is named as the one being served."""


class StorageError(BilingualError):
    """A file cannot be read or written as it has to be.

    Attributes:
        path: the file or folder; empty when unknown. Visitors do not see it.
    """

    def __init__(self, french: str, english: str = "", path: str = "") -> None:
        self.path = path
        super().__init__(french, english)


class DiskFull(StorageError):
    """There is no room left on the disk, or none within the quota."""


class QueryError(BilingualError):
    """A query cannot be run as it is written or as it is asked for."""


class VersionNameError(QueryError):
    """This is no name of a version, or that of several."""


class TextError(BilingualError):
    """A text that a client sent cannot be read as what it claims to be.

    Attributes:
        line: 1-based line, 0 when unknown.
        column: 1-based column, 0 when unknown.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0, *, english: str = "") -> None:
        """Keep the place; with the English, the message is in French."""
        self.line, self.column = line, column
        super().__init__(message, english)


class QuerySyntaxError(TextError, QueryError):
    """A query is not SPARQL."""


class ParameterError(QueryError):
    """A parameter of a stored question, or of a pattern, is missing, unknown or ill-formed."""


class UnknownQuestion(QueryError):
    """No stored question has this name."""


class UnknownThing(BilingualError):
    """The graph says nothing about this IRI."""


class FeedRestarted(ChantierError):
    """A page is of a change feed that is no more."""


class WithdrawnThing(BilingualError):
    """The graph said something about this IRI once, and does no more."""


class NotAcceptable(NotOffered):
    """No offered format, each named by its media type, satisfies what the client accepts."""


class UnsupportedMediaType(BilingualError):
    """A request body has a media type this resource does not read."""


class EndpointError(ChantierError):
    """A remote SPARQL endpoint could not be reached or refused the request."""


class AddressNotPublic(EndpointError):
    """A host is at an address that is not public."""


class AnswerTooLarge(ChantierError):
    """An answer would be larger than is given at once."""


class ForbiddenQuery(QueryError):
    """A query asks for something that is switched off here, such as SERVICE."""


class RequestTooLarge(ChantierError):
    """A request's body, or what it decompresses to, is longer than is read here."""


class AddressTooLong(ChantierError):
    """A request's address is longer than is read here."""


class QueryCrashed(ChantierError):
    """The process that ran a query ended: it wanted too much memory, or met a fault."""

    def __init__(self) -> None:
        super().__init__(
            "The query ended the process that ran it: it probably needed too much memory."
            " Other queries were not touched. Ask for less."
        )


class ServerBusy(ChantierError):
    """The server, or this client's share of it, is used up for the moment.

    Attributes:
        seconds: when to try again.
        own_fault: whether this very client used it up.
    """

    def __init__(self, message: str, seconds: int, *, own_fault: bool = False) -> None:
        self.seconds, self.own_fault = seconds, own_fault
        super().__init__(message)


class LimitExceeded(BilingualError):
    """A time or size limit was reached before the work was done."""


class WriteRefused(BilingualError):
    """A write is not allowed here, or not with this token."""


class ForeignSubject(WriteRefused):
    """A write speaks of things that are not those of its token."""


class NotAuthenticated(BilingualError):
    """A write came without a token, or with one that is not good."""


class TokenError(ChantierError):
    """A token cannot be made or revoked as asked for."""


class ReservedGraph(BilingualError):
    """A write concerns a graph that the source files or the server itself keep."""


class GraphConflict(BilingualError):
    """An update needs a graph that is not there, or makes one that is."""


class BodyError(TextError):
    """The body of a request, or an RDF document, cannot be read as what it claims to be."""


class TooDemanding(BilingualError):
    """What a request holds made the process that worked on it fail."""


class IndistinctBlankNodes(TooDemanding):
    """Blank nodes are linked so regularly that nothing tells them apart at a bearable cost."""


class VersionChanged(BilingualError):
    """A write was meant for a state of the data that is no longer the current one."""


class BrokenBackup(ChantierError):
    """A backup cannot be read, or does not hold what it says."""
