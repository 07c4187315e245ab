"""What is held for clients, in all and for each."""

from __future__ import annotations

from chantier.httpd.budget import Budget


def test_half_of_a_budget_is_for_one_client() -> None:
    budget = Budget(100)
    budget.take("a", 40)
    assert budget.affords("a", 10)
    assert not budget.affords("a", 11)
    assert budget.affords("b", 50)
    budget.take("b", 50)
    assert not budget.affords("c", 11)
    budget.give_back("a", 40)
    budget.give_back("b", 50)
    assert budget.held_bytes == 0
    assert budget.affords("a", 50)


def test_something_large_is_afforded_where_nothing_is_held() -> None:
    budget = Budget(100)
    assert budget.affords("a", 1_000)
    budget.take("a", 1_000)
    assert not budget.affords("b", 1)


def test_a_thing_that_several_hold_counts_once_until_the_last_lets_it_go() -> None:
    budget, answer = Budget(100), bytes(60)
    for client in ("a", "a", "b"):
        budget.hold(client, answer)
    assert budget.held_bytes == 60
    assert budget.affords("a", 60, answer)
    assert not budget.affords("a", 60, bytes(bytearray(60)))
    for client in ("a", "b", "a"):
        assert budget.held_bytes == 60
        budget.let_go(client, answer)
    assert budget.held_bytes == 0
