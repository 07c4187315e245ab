"""The address that a server listens at; how it lives and dies is in ``guard/test_deaths.py``."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from chantier.serve import listening


def test_a_socket_is_bound_to_a_free_port_and_accepts() -> None:
    with closing(listening("127.0.0.1", 0, shared=False)) as bound:
        bound.listen()
        address = bound.getsockname()
        assert address[0] == "127.0.0.1"
        with socket.create_connection(address, 5) as client:
            accepted, peer = bound.accept()
            accepted.close()
            assert peer == client.getsockname()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_one_to_listen_at() -> None:
    with closing(listening("::1", 0, shared=True)) as bound:
        assert bound.family == socket.AF_INET6
        assert bound.getsockname()[0] == "::1"


def test_several_processes_listen_at_one_port_where_it_is_shared() -> None:
    with closing(listening("127.0.0.1", 0, shared=True)) as first:
        first.listen()
        with closing(listening(*first.getsockname(), shared=True)) as second:
            second.listen()
            assert second.getsockname() == first.getsockname()


@pytest.mark.parametrize("shared", [False, True])
def test_a_port_that_another_has_for_itself_is_not_to_be_had(shared: bool) -> None:
    with closing(listening("127.0.0.1", 0, shared=False)) as first:
        first.listen()
        with pytest.raises(OSError, match="in use"):
            listening(*first.getsockname(), shared=shared)


def test_an_address_of_another_machine_is_not_to_be_had() -> None:
    with pytest.raises(OSError, match="assign"):
        listening("192.0.2.1", 0, shared=True)
