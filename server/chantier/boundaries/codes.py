"""The official two-digit codes of the regions, found among the fields of a boundary file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chantier.errors import SourceError

CODES = tuple(f"{number:02}" for number in range(1, 18))
"""The codes of Québec’s administrative regions, in order."""
Fields = Mapping[str, Sequence[object]]
"""Name of a field → its value in each feature."""
_MIN_CODES_COUNT = 9
"""Different codes that make a field one of codes, some of which are missing."""


def code_of(value: object) -> str:
    """The code that a value stands for, such as ``06`` for 6.0; empty where it is none."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    code = str(whole).strip().zfill(2)
    return code if code in CODES else ""


def codes_of(fields: Fields, wanted: str = "") -> tuple[str, ...]:
    """The code of each feature, from the field that holds them.

    It is known by its values: each is a code, and together they are all seventeen. Fields of two
    digits come before those of numbers, which may only count the features.

    Args:
        fields: of the file.
        wanted: name of the field; empty: look for it.

    Raises:
        SourceError: there is no such field, it lacks a region, or several differ.
    """
    if wanted and wanted not in fields:
        raise SourceError(
            f"there is no field “{wanted}”. The fields are: {', '.join(fields) or 'none'}."
        )
    names = [wanted] if wanted else list(fields)
    read = {name: tuple(map(code_of, fields[name])) for name in names}
    whole = [name for name, codes in read.items() if set(codes) == set(CODES)]
    spelled = [name for name in whole if all(map(_is_spelled, fields[name]))]
    found = {read[name]: name for name in reversed(spelled or whole)}
    if not found:
        raise SourceError(_complaint(read, wanted))
    if len(found) > 1:
        raise SourceError(
            f"several fields could hold the region codes: {', '.join(sorted(found.values()))}."
            " Say which with --code-field."
        )
    return next(iter(found))


def _is_spelled(value: object) -> bool:
    return isinstance(value, str) and len(value.strip()) == 2


def _complaint(read: Mapping[str, Sequence[str]], wanted: str) -> str:
    """What is wrong with fields of which none has all the codes, as a sentence."""
    known = {name: set(codes) - {""} for name, codes in read.items() if wanted or all(codes)}
    best = max(known, key=lambda name: len(known[name]), default="")
    if best and (wanted or len(known[best]) >= _MIN_CODES_COUNT):
        missing = ", ".join(code for code in CODES if code not in known[best])
        if missing:
            return (
                f"the field “{best}” lacks region {missing}. All seventeen are needed, by their"
                " official codes 01 to 17."
            )
        return f"the field “{best}” holds more than the official codes 01 to 17."
    return (
        "no field holds the official codes of the regions, 01 to 17 (RES_CO_REG in the files of the"
        " Government of Québec). Take a file that has them, or name the field with --code-field."
    )
