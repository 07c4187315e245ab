from __future__ import annotations

import time

import pytest

from chantier.errors import EndpointError, LimitExceeded, QuerySyntaxError
from chantier.net.endpoint_client import ask_endpoint
from support.endpoints import EMPTY, RESULTS, Handler, endpoint, saying, trap

QUERY = "SELECT * WHERE { ?s ?p ?o }"


def test_a_long_query_is_posted_and_a_short_one_is_not() -> None:
    with endpoint(saying(EMPTY)) as remote:
        assert ask_endpoint(remote.url, QUERY, "json", 5) == EMPTY
        long = f"{QUERY} # {'x' * 2_000}"
        assert ask_endpoint(remote.url, long, "json", 5) == EMPTY
    assert remote.queries == ["", long]  # the endpoint keeps only queries that are posted
    assert remote.agents[0].startswith("chantier-es/")


@pytest.mark.parametrize(
    ("status", "error"), [(400, QuerySyntaxError), (404, EndpointError), (500, EndpointError)]
)
def test_an_endpoint_that_refuses_is_an_error(status: int, error: type[Exception]) -> None:
    with endpoint(saying(b"no", status)) as remote, pytest.raises(error, match=remote.url):
        ask_endpoint(remote.url, QUERY, "json", 5)


def test_an_endpoint_that_is_slow_is_left_when_time_is_up() -> None:
    def slow(handler: Handler, _query: str) -> None:
        time.sleep(3)
        handler.give(EMPTY, Content_Type=RESULTS)

    with endpoint(slow) as remote, pytest.raises(LimitExceeded, match="in 1 s"):
        ask_endpoint(remote.url, QUERY, "json", 1)


def test_an_endpoint_that_is_not_there_or_no_url_is_an_error() -> None:
    with trap() as (port, _):
        pass
    with pytest.raises(EndpointError, match="cannot be reached"):
        ask_endpoint(f"http://127.0.0.1:{port}/", QUERY, "json", 5)
    with pytest.raises(EndpointError, match="is not a URL"):
        ask_endpoint("example.org", QUERY, "json", 5)
