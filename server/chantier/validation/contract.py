"""The contract: what the data of others are judged by, whatever their namespace.

Their statements are the data; of ours they see what they may link to. What is ours is judged by
the house (``verdict``) and never here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from chantier.namespaces import CES, GRAPH, PREFIXES
from chantier.rdf.nquads import line_graph, split_line
from chantier.validation import literals, shacl
from chantier.validation.counting import MILD, counted, without
from chantier.validation.findings import Finding
from chantier.validation.homonyms import homonyms
from chantier.validation.known_names import KnownNames
from chantier.validation.literals import SUBCLASS, TYPE, no_word_of_ill_typed, sh
from chantier.validation.lookalikes import RULES, corrected, lookalikes, with_messages
from chantier.validation.verdict import Verdict

CONTRACT_GRAPHS = f"{GRAPH}shapes/partner/"
"""Start of the IRIs of the graphs that hold the contract."""
_LOOKED_UP = frozenset({TYPE, SUBCLASS, f"<{PREFIXES['skos']}inScheme>".encode()})
"""Properties of our things that the contract asks for."""
_SEVERITY = sh("severity")
_NEQ = f"<{CES}neq>".encode()
_SAME_NEQ = f"{PREFIXES['shape']}contract-Neq-unique"
_ANSWERED_BY_SHAPES = frozenset({RULES["link"], RULES["literal"], RULES["text"]})
"""Rules that are not said again where a shape refuses the same value."""


def is_contract(line: bytes) -> bool:
    """Whether an N-Quads line is one of the contract."""
    return line_graph(line).startswith(CONTRACT_GRAPHS)


@no_word_of_ill_typed()
def judge(
    guests: Sequence[bytes],
    kept: Sequence[bytes],
    *,
    beside: Sequence[bytes] = (),
    thorough: bool = True,
) -> Verdict:
    """Judge what others say by the contract; nothing is judged where there is no contract.

    Args:
        guests: their N-Quads lines.
        kept: those of the graphs that the sources, or software, keep; the contract among them.
        beside: those of yet others, which are not judged again: what is said twice is found there.
        thorough: whether warnings and suggestions are looked for; if not, only enough violations
            to refuse.

    Raises:
        SourceError: a shape cannot be evaluated.
    """
    contract = [line for line in kept if is_contract(line)]
    if not contract or not guests:
        return Verdict([], shacl.validate((), ()))
    names = KnownNames(kept, contract)
    texts = _texts(contract)
    alike = [with_messages(item, texts) for item in lookalikes(guests, names)]
    alike += [with_messages(item, texts) for item in homonyms(guests, beside)]
    data = [*guests, *beside, *(line for line in kept if line.split(b" ", 2)[1] in _LOOKED_UP)]
    own = {line.split(b" ", 1)[0] for line in guests}
    judged = own - {line.split(b" ", 1)[0] for line in kept}
    if thorough:
        shapes, found = counted(contract, _without_texts(data, alike), judged)
    else:
        shapes, found = without(contract, _mild_shapes(contract)), []
    report = shacl.validate(data, shapes, thorough=thorough, judged=judged)
    found += [corrected(item, names) for item in report.findings]
    found = _with_sharers(found, [*guests, *beside])
    if not thorough:
        alike = [item for item in alike if item.severity == "violation"]
    return Verdict(list(_merged(found, alike)), report)


def _mild_shapes(shapes: Sequence[bytes]) -> set[bytes]:
    """The shapes whose severity is milder than a violation."""
    terms = (line.split(b" ", 3) for line in shapes)
    return {subject for subject, verb, value, _ in terms if verb == _SEVERITY and value in MILD}


def _merged(found: list[Finding], alike: list[Finding]) -> Iterator[Finding]:
    """All findings; where two are of one value, that of the shape, with the correction."""
    refused = {_value(item) for item in found if item.severity == "violation"}
    addresses = {(item.focus, item.value) for item in alike if item.rule == RULES["iri"]}
    meant = {_value(item): item.correction for item in alike if item.rule in _ANSWERED_BY_SHAPES}
    for item in found:
        if (item.focus, item.value) in addresses:
            continue
        correction = item.correction or meant.get(_value(item), "")
        yield replace(item, correction=correction)
    for item in alike:
        if item.rule not in _ANSWERED_BY_SHAPES or not refused & {
            _value(item),
            (item.focus, "", item.value),  # of a path that is a choice
        }:
            yield item


def _value(finding: Finding) -> tuple[str, str, str]:
    return finding.focus, finding.predicate, finding.value


def _without_texts(data: list[bytes], alike: Iterable[Finding]) -> list[bytes]:
    """The data without the texts where a thing is meant, which do not answer what is asked for."""
    texts = {
        (item.focus, item.predicate, item.value)
        for item in alike
        if item.rule in (RULES["text"], RULES["iri"])
    }
    if not texts:
        return data
    return [line for line in data if not _is_one_of(texts, line)]


def _is_one_of(texts: Set[tuple[str, str, str]], line: bytes) -> bool:
    subject, predicate, value = split_line(line)[0].split(b" ", 2)
    if value[:1] != b'"':
        return False
    said = subject.decode().strip("<>"), predicate[1:-1].decode(), literals.text(value).strip()
    return said in texts


def _with_sharers(findings: Iterable[Finding], guests: Sequence[bytes]) -> list[Finding]:
    """The findings, those on a shared number with the others that have it as their value."""
    whole = list(findings)
    if not any(item.rule == _SAME_NEQ for item in whole):
        return whole
    numbers, holders = dict[str, str](), defaultdict[str, set[str]](set)
    for line in guests:
        subject, predicate, value = split_line(line)[0].split(b" ", 2)
        if predicate == _NEQ:
            holder, number = subject.decode().strip("<>"), literals.text(value)
            numbers[holder] = number
            holders[number].add(holder)
    return [
        replace(item, value=", ".join(sorted(holders[numbers[item.focus]] - {item.focus})))
        if item.rule == _SAME_NEQ and item.focus in numbers
        else item
        for item in whole
    ]


def _texts(contract: Sequence[bytes]) -> dict[str, dict[str, str]]:
    """Severity and messages of the rules that SHACL cannot state."""
    texts: dict[str, dict[str, str]] = {iri: {} for iri in RULES.values()}
    for line in contract:
        subject, predicate, value = split_line(line)[0].split(b" ", 2)
        iri = subject[1:-1].decode()
        if iri not in texts:
            continue
        if predicate == _SEVERITY:
            texts[iri]["severity"] = value[1:-1].decode().rpartition("#")[2].lower()
        elif predicate == sh("message"):
            texts[iri][literals.language(value)] = literals.text(value)
    return texts
