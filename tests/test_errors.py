"""Errors say what was wrong, where and in which languages, and keep what a caller may act on."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from chantier import errors

BILINGUAL = (
    errors.BilingualError,
    errors.UnknownVersion,
    errors.ForgottenVersion,
    errors.VersionNameError,
    errors.ParameterError,
    errors.UnknownThing,
    errors.WithdrawnThing,
)


def test_all_that_goes_wrong_on_purpose_has_one_root() -> None:
    classes = [item for _, item in inspect.getmembers(errors, inspect.isclass)]
    raised = [item for item in classes if issubclass(item, BaseException)]
    assert len(raised) > 40
    assert [item for item in raised if not issubclass(item, errors.ChantierError)] == []


@pytest.mark.parametrize("kind", BILINGUAL)
def test_what_visitors_meet_is_said_in_french_and_in_english(
    kind: type[errors.BilingualError],
) -> None:
    error = kind("Rien ici.", "Nothing here.")
    assert error.in_language("fr") == "Rien ici."
    assert error.in_language("en") == "Nothing here."
    assert str(error) == "Rien ici. / Nothing here."


@pytest.mark.parametrize("kind", BILINGUAL)
def test_a_sentence_in_one_language_serves_for_both(kind: type[errors.BilingualError]) -> None:
    error = kind("Nothing here.")
    assert error.in_language("fr") == error.in_language("en") == str(error) == "Nothing here."


@pytest.mark.parametrize(
    ("path", "line", "column", "sentence"),
    [
        (Path("data/a.ttl"), 3, 7, "data/a.ttl:3:7: not Turtle."),
        ("data/a.ttl", 3, 0, "data/a.ttl:3: not Turtle."),
        (Path("data/a.ttl"), 0, 0, "data/a.ttl: not Turtle."),
        (None, 3, 7, "3:7: not Turtle."),
        (None, 0, 0, "not Turtle."),
    ],
)
def test_the_place_of_a_fault_stands_before_the_sentence(
    path: Path | str | None, line: int, column: int, sentence: str
) -> None:
    error = errors.SourceError("not Turtle.", path, line, column)
    assert str(error) == sentence
    assert (error.path, error.line, error.column) == (path, line, column)


@pytest.mark.parametrize("kind", [errors.QuerySyntaxError, errors.BodyError])
def test_a_fault_in_a_text_that_was_sent_keeps_its_place_beside_the_sentence(
    kind: type[errors.TextError],
) -> None:
    error = kind("this is no SPARQL.", 2, 5)
    assert (str(error), error.line, error.column) == ("this is no SPARQL.", 2, 5)
    assert (kind("?").line, kind("?").column) == (0, 0)


def test_an_error_keeps_what_a_caller_may_do_instead() -> None:
    assert errors.NotAcceptable("No.", ["text/turtle"]).offered == ["text/turtle"]
    assert errors.UnknownFile("No.", ["all.nq"]).offered == ["all.nq"]
    assert errors.UnsatisfiableRange("No.", 12).size == 12
    busy = errors.ServerBusy("Later.", 5)
    assert (busy.seconds, busy.own_fault) == (5, False)
    assert errors.ServerBusy("Later.", 5, own_fault=True).own_fault
    bad = errors.DoesNotConform("No.", [{"focus": "http://e/x"}], "[] a sh:ValidationReport .")
    assert (bad.findings[0]["focus"], bad.report[:2]) == ("http://e/x", "[]")
    assert (list(errors.DoesNotConform("No.").findings), errors.DoesNotConform("No.").report) == (
        [],
        "",
    )


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (errors.ForgottenVersion, errors.UnknownVersion),
        (errors.UnknownVersion, errors.NoVersion),
        (errors.VersionNameError, errors.QueryError),
        (errors.QuerySyntaxError, errors.QueryError),
        (errors.AddressNotPublic, errors.EndpointError),
    ],
)
def test_a_special_case_is_caught_with_the_general_one(
    kind: type[errors.ChantierError], above: type[errors.ChantierError]
) -> None:
    with pytest.raises(above):
        raise kind("No.")


def test_a_query_that_ended_its_process_is_blamed_on_nothing_else() -> None:
    assert "Ask for less" in str(errors.QueryCrashed())
