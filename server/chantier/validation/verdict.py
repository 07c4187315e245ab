"""The verdict of the house on its own dataset: what quotations, checks and shapes find together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from chantier.query.stored import Question, read_folder
from chantier.rdf.nquads import line_graph
from chantier.store import sources
from chantier.validation import checks, quotations, shacl
from chantier.validation.findings import Finding, located

MAX_REFUSAL_FINDINGS = 1_000
"""Findings that a refusal lists."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a dataset found."""

    findings: list[Finding]
    report: shacl.Report

    @property
    def conforms(self) -> bool:
        """Whether nothing of severity violation was found."""
        return not any(finding.severity == "violation" for finding in self.findings)

    @property
    def refusal(self) -> str:
        """That the graph is not published, and why."""
        count, unchecked = len(self.findings), self.report.unchecked
        lines = [f"The graph does not conform ({count} findings); nothing was published."]
        lines += [finding.sentence("en") for finding in self.findings[:MAX_REFUSAL_FINDINGS]]
        if count > MAX_REFUSAL_FINDINGS:
            more = count - MAX_REFUSAL_FINDINGS
            lines.append(f"And {more} more: “chantier validate” lists all.")
        if unchecked:
            lines.append(f"{unchecked} more things were not judged: mend these first.")
        return "\n".join(lines)


def verdict(root: Path, lines: Iterable[bytes], *, thorough: bool = True) -> Verdict:
    """Check a dataset against the quotations, the checks and the shapes of a source folder.

    The shapes are those of the house: the contract for the data of others lies a folder deeper.
    Where there are none, nothing is held in memory.

    Args:
        root: the source folder.
        lines: the whole dataset, shapes included, as N-Quads lines; gone through several times.
        thorough: whether all that breaks a shape is looked for, or only enough to refuse.
    """
    pages = sorted((root / "data" / "sources").glob("*.txt"))
    texts = {path.stem: sources.read_text(path) for path in pages}
    findings = quotations.check_quotations(lines, texts)
    rules = read_folder(root / "queries" / "checks").values()
    files = sources.source_files(root)
    shape_graphs = {f.graph for f in files if f.path.parent == root / "shapes"}
    shapes = [line for line in lines if line_graph(line) in shape_graphs] if shape_graphs else []
    findings += _check_findings(rules, lines)
    report = shacl.validate(lines if shapes else (), shapes, thorough=thorough)
    findings += report.findings
    return Verdict(located(findings, (file.document() for file in files)), report)


def _check_findings(rules: Collection[Question], lines: Iterable[bytes]) -> list[Finding]:
    store = checks.union_store(lines if rules else ())
    findings = list[Finding]()
    for check in rules:
        rule_fr = f"{check.summary_fr} {check.mend_fr}".strip()
        rule_en = f"{check.summary_en} {check.mend_en}".strip()
        findings += checks.run_check(store, check.name, check.text, rule_fr, rule_en)
    return findings
