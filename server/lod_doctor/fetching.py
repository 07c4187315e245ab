"""Fetching politely: under our name, at a bounded pace, no more bytes or seconds than needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import chantier
from chantier.errors import AddressNotPublic, EndpointError, LimitExceeded
from chantier.net.connections import Patience, Place, connection
from lod_doctor.reach import Reach
from lod_doctor.visits import ENCODED, FORBIDDEN, OUTSIDE, Visit, joined

AGENT = f"chantier-doctor/{chantier.__version__} (+https://w3id.org/chantier-es/)"
BODY_MOST = 10_000_000
"""Bytes of an answer."""
LOOP, PRIVATE = "redirects > 5", "address not public"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_MOST = 5
_CHUNK = 65_536
_PATIENT_MOST = 30
"""Seconds that a site may ask us to wait before we try again, once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answered, before redirects are followed."""

    status: int
    headers: dict[str, str]
    body: bytes
    trouble: str = ""
    seconds: float = 0.0


class Visitor:
    """Whoever walks the site: it remembers where it has been."""

    def __init__(
        self, reach: Reach, rate: float, seconds: float, told: Callable[[int, str], None]
    ) -> None:
        """Set out.

        Args:
            reach: what may be visited.
            rate: requests a second at most; 0 for no limit.
            seconds: how long one request may take.
            told: called before each request with how many were sent, and the address.
        """
        self.reach, self.visits = reach, list[Visit]()
        self.sent = 0
        self._pause = 1 / rate if rate else 0.0
        self._seconds, self._told = seconds, told
        self._next = 0.0
        self._robots: dict[tuple[str, str, int], Answer] = {}

    def get(
        self,
        iri: str,
        accept: str = "*/*",
        method: str = "GET",
        *,
        is_judged: bool = True,
        **headers: str,
    ) -> Visit:
        """Visit an IRI and follow its redirects; whatever fails is in the visit.

        Args:
            iri: what to visit; its fragment is not sent.
            accept: the ``Accept`` header.
            method: GET or HEAD.
            is_judged: whether it counts that the answer is late or broken off.
            headers: others, with underscores for hyphens.
        """
        sent = {"Accept": accept, "Accept-Encoding": "identity"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = self.reach.address(iri.partition("#")[0])
        seconds = 0.0
        hops: list[tuple[int, str]] = []
        while True:
            answer = self._asked(url, method, sent)
            seconds += answer.seconds
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location or answer.trouble:
                break
            url = self.reach.address(joined(url, location).partition("#")[0])
            hops.append((answer.status, url))
            if len(hops) > _REDIRECTS_MOST:
                answer = replace(answer, trouble=LOOP)
                break
        visit = Visit(
            iri,
            url,
            answer.status,
            answer.headers,
            answer.body,
            tuple(hops),
            seconds,
            answer.trouble,
        )
        if is_judged:
            self.visits.append(visit)
        return visit

    def _asked(self, url: str, method: str, headers: dict[str, str]) -> Answer:
        place = self.reach.place(url)
        if place is None:
            return Answer(0, {}, b"", OUTSIDE)
        refusal = "" if self.reach.is_inside(url) else self._refusal(place, url)
        if refusal:
            return Answer(0, {}, b"", refusal)
        answer = self._exchanged(place, url, method, headers)
        wait = answer.headers.get("retry-after", "")
        if answer.status in (429, 503) and wait.isdecimal() and int(wait) <= _PATIENT_MOST:
            time.sleep(int(wait))
            answer = self._exchanged(place, url, method, headers)
        return answer

    def _refusal(self, place: Place, url: str) -> str:
        """Say why another host is not to be visited; one that cannot say lets nobody in.

        Source: https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1
        """
        if place.origin not in self._robots:
            where = urljoin(url, "/robots.txt")
            answer = self._exchanged(replace(place, path="/robots.txt"), where, "GET", {})
            self._robots[place.origin] = answer
        answer = self._robots[place.origin]
        if answer.trouble:
            return answer.trouble
        if answer.status >= 500:
            return FORBIDDEN
        rules = RobotFileParser()
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        rules.parse(text.splitlines())
        return "" if rules.can_fetch(AGENT, url) else FORBIDDEN

    def _exchanged(self, place: Place, url: str, method: str, headers: dict[str, str]) -> Answer:
        self._told(self.sent, url)
        self._keep_pace()
        self.sent += 1
        started = time.monotonic()
        answer = self._answer(place, method, headers)
        encoding = answer.headers.get("content-encoding", "identity").lower()
        if headers.get("Accept-Encoding") == "identity" and encoding != "identity":
            answer = replace(answer, body=b"", trouble=ENCODED)
        return replace(answer, seconds=time.monotonic() - started)

    def _answer(self, place: Place, method: str, headers: dict[str, str]) -> Answer:
        patience = Patience(self._seconds)
        # It ends the connection from outside: byte by byte, an answer may come for ever.
        timer = threading.Timer(self._seconds, patience.end)
        timer.daemon = True
        timer.start()
        try:
            with connection(place, patience) as link:
                sent = headers | {"User-Agent": AGENT, "Connection": "close"}
                link.request(method, place.target, headers=sent)
                return _read(link.getresponse(), patience)
        except LimitExceeded:
            return Answer(0, {}, b"", f"> {self._seconds:g} s")
        except AddressNotPublic:
            return Answer(0, {}, b"", PRIVATE)
        except EndpointError:
            return Answer(0, {}, b"", "no address")
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            return Answer(0, {}, b"", f"> {self._seconds:g} s" if patience.is_over else reason)
        finally:
            timer.cancel()

    def _keep_pace(self) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(now, self._next) + self._pause


def _read(response: HTTPResponse, patience: Patience) -> Answer:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    parts, size = [], 0
    while part := response.read(_CHUNK):
        patience.left()
        size += len(part)
        if size > BODY_MOST:
            return Answer(response.status, headers, b"", f"> {BODY_MOST:,} B")
        parts.append(part)
    if patience.is_over:
        raise LimitExceeded("The answer did not end in time.")
    trouble = "Content-Length > body" if response.length else ""
    return Answer(response.status, headers, b"".join(parts), trouble)
