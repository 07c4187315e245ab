from __future__ import annotations

import pytest

from chantier.errors import EndpointError
from lod_doctor.examination import CHECKS
from lod_doctor.fetching import AGENT
from support.broken_sites import VOID, examined, found_broken, replaced
from support.endpoints import trap
from support.sites import site


def test_no_broken_rule_is_found_at_a_good_site() -> None:
    with site() as good:
        examination = examined(f"{good.url}/")
    assert examination.broken_rules == ()
    assert examination.requests > 60
    assert {request.headers["User-Agent"] for request in good.asked} == {AGENT}


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_with_answers_that_break_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


def test_a_site_that_is_not_there_is_an_error() -> None:
    with trap() as (port, _):
        pass
    with pytest.raises(EndpointError, match="cannot be reached"):
        examined(f"http://127.0.0.1:{port}/")


def test_other_hosts_are_left_alone_and_listed() -> None:
    target = "void:vocabulary <http://elsewhere.example/>"
    with site(replaced(VOID, "void:vocabulary <ns>", target)) as good:
        examination = examined(f"{good.url}/")
    assert examination.broken_rules == ()
    assert examination.skipped == ("http://elsewhere.example/",)


def test_errors_come_before_warnings() -> None:
    with site(replaced("/", "<title>Essai", "<title> ")) as broken:
        examination = examined(f"{broken.url}/")
    assert [broken.rule.severity for broken in examination.broken_rules] == ["error"]
    assert examination.count("error") == 1
    assert examination.count("warning") == 0
