"""Fetching politely: under our name, at a bounded pace, no more bytes or seconds than needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPException, HTTPResponse
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from chantier.errors import AddressNotPublic, AnswerTooLarge, EndpointError, LimitExceeded
from chantier.net.connections import (
    REDIRECT_STATUSES,
    Deadline,
    Destination,
    open_connection,
    read_response,
    user_agent,
)
from lod_doctor.reach import Reach
from lod_doctor.visits import ENCODED, FORBIDDEN, OUTSIDE, Visit, resolve_url

AGENT = user_agent("chantier-doctor")
MAX_BODY_BYTES = 10_000_000
_MAX_REDIRECTS = 5
_MAX_RETRY_AFTER_SECONDS = 30
"""How long a site may ask us to wait before the one repetition of a request."""
TOO_MANY_REDIRECTS = f"redirects > {_MAX_REDIRECTS}"
PRIVATE_ADDRESS = "address not public"
"""Trouble: the host is at a private address that the operator did not name."""


class Visitor:
    """Sends the requests of one examination, and keeps each visit."""

    def __init__(
        self, reach: Reach, rate: float, seconds: float, on_request: Callable[[int, str], None]
    ) -> None:
        """Send nothing yet; ``rate`` and ``seconds`` are those of a ``Plan``."""
        self.reach, self.visits = reach, list[Visit]()
        self.sent = 0
        self._pause_seconds = 1 / rate if rate else 0.0
        self._seconds, self._on_request = seconds, on_request
        self._next_time = 0.0
        self._robots: dict[tuple[str, str, int], Visit] = {}

    def get(
        self,
        iri: str,
        accept: str = "*/*",
        method: str = "GET",
        *,
        is_judged: bool = True,
        **headers: str,
    ) -> Visit:
        """Visit an IRI and follow its redirects; any failure is in the visit.

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
            answer = self._respond(url, method, sent)
            seconds += answer.seconds
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECT_STATUSES or not location or answer.trouble:
                break
            url = self.reach.address(resolve_url(url, location).partition("#")[0])
            hops.append((answer.status, url))
            if len(hops) > _MAX_REDIRECTS:
                answer = replace(answer, trouble=TOO_MANY_REDIRECTS)
                break
        visit = replace(answer, iri=iri, url=url, hops=tuple(hops), seconds=seconds)
        if is_judged:
            self.visits.append(visit)
        return visit

    def _respond(self, url: str, method: str, headers: dict[str, str]) -> Visit:
        """The answer of one address, after a pause if the site asks for one."""
        destination = self.reach.destination(url)
        if destination is None:
            return Visit(url, url, trouble=OUTSIDE)
        refusal = "" if self.reach.is_inside(url) else self._refusal(destination, url)
        if refusal:
            return Visit(url, url, trouble=refusal)
        answer = self._send_paced(destination, url, method, headers)
        wait = answer.headers.get("retry-after", "")
        is_busy = answer.status in (429, 503) and wait.isdecimal()
        if is_busy and int(wait) <= _MAX_RETRY_AFTER_SECONDS:
            time.sleep(int(wait))
            answer = self._send_paced(destination, url, method, headers)
        return answer

    def _refusal(self, destination: Destination, url: str) -> str:
        """Why another host is not to be visited: its robots.txt, or that this cannot be fetched.

        Source: https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1
        """
        if destination.origin not in self._robots:
            there, address = replace(destination, path="/robots.txt"), urljoin(url, "/robots.txt")
            self._robots[destination.origin] = self._send_paced(there, address, "GET", {})
        robots = self._robots[destination.origin]
        if robots.trouble:
            return robots.trouble
        is_allowed = robots.status < 500 and robots_allow(robots, url)
        return "" if is_allowed else FORBIDDEN

    def _send_paced(
        self, destination: Destination, url: str, method: str, headers: dict[str, str]
    ) -> Visit:
        self._on_request(self.sent, url)
        now = time.monotonic()
        time.sleep(max(0.0, self._next_time - now))
        self._next_time = max(now, self._next_time) + self._pause_seconds
        self.sent += 1
        started = time.monotonic()
        answer = self._send(destination, url, method, headers)
        encoding = answer.headers.get("content-encoding", "identity").lower()
        if headers.get("Accept-Encoding") == "identity" and encoding != "identity":
            answer = replace(answer, body=b"", trouble=ENCODED)
        return replace(answer, seconds=time.monotonic() - started)

    def _send(
        self, destination: Destination, url: str, method: str, headers: dict[str, str]
    ) -> Visit:
        deadline = Deadline(self._seconds)
        try:
            with open_connection(destination, deadline) as http:
                sent = headers | {"User-Agent": AGENT, "Connection": "close"}
                http.request(method, destination.target, headers=sent)
                return _read(url, http.getresponse(), deadline)
        except AddressNotPublic:
            trouble = PRIVATE_ADDRESS
        except EndpointError:
            trouble = "no address"
        except (LimitExceeded, OSError, HTTPException, ValueError) as error:
            trouble = getattr(error, "strerror", None) or str(error) or type(error).__name__
            if deadline.has_passed:
                trouble = f"> {self._seconds:g} s"
        return Visit(url, url, trouble=trouble)


def robots_allow(robots: Visit, url: str) -> bool:
    """Whether a robots.txt lets this program fetch an address; one that is not there does."""
    rules = RobotFileParser()
    rules.parse(robots.text.splitlines() if robots.is_ok else [])
    return rules.can_fetch(AGENT, url)


def _read(url: str, response: HTTPResponse, deadline: Deadline) -> Visit:
    headers = {
        name.lower(): ", ".join(response.headers.get_all(name, ())) for name in response.headers
    }
    try:
        body = read_response(response, deadline, MAX_BODY_BYTES)
    except AnswerTooLarge:
        trouble = f"> {MAX_BODY_BYTES:,} B"
        return Visit(url, url, response.status, headers, trouble=trouble)
    if deadline.has_passed:
        raise LimitExceeded("The answer did not end in time.")
    trouble = "Content-Length > body" if response.length else ""
    return Visit(url, url, response.status, headers, body, trouble=trouble)
