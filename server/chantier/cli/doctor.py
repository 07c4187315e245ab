"""``chantier doctor``: what a strict harvester finds at a site."""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby

import click

from lod_doctor.examination import Plan, Report, examine
from lod_doctor.rules import Finding, as_markdown, word

_SHOWN = 5
"""Places of one rule that are named, at most; JSON has them all."""
_MAP = re.compile(r"(https?://[^=]+)=(https?://.+)")
_WIDTH = 78
_SUMMARY = {
    "fr": (
        "{error} erreur(s), {warning} avertissement(s), {info} information(s)"
        " · {requests} requêtes · réponses en {p50} ms, {p95} ms au 95e centile"
    ),
    "en": (
        "{error} error(s), {warning} warning(s), {info} information(s)"
        " · {requests} requests · answers in {p50} ms, {p95} ms at the 95th percentile"
    ),
}
_SKIPPED = {
    "fr": "{count} IRI d’ailleurs non visités, dont {first} : voir --map et --outside.",
    "en": "{count} IRIs elsewhere not visited, such as {first}: see --map and --outside.",
}


@click.command("doctor")
@click.argument("url", default="http://127.0.0.1:8000/")
@click.option("--most", type=click.IntRange(1), default=200, help="IRIs to visit at most.")
@click.option(
    "--rate", type=click.FloatRange(0), default=5.0, help="Requests a second; 0: no limit."
)
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, help="Seconds for a request.")
@click.option("--map", "maps", multiple=True, help="FROM=TO: IRIs that start with FROM are at TO.")
@click.option("--outside", is_flag=True, help="Also visit other hosts, as their robots.txt allow.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["human", "json"]),
    default="human",
    help="How the findings are written.",
)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", help="Language.")
@click.option("--rules", "list_rules", is_flag=True, help="Print the rules instead.")
def doctor_command(
    url: str,
    most: int,
    rate: float,
    timeout: float,
    maps: tuple[str, ...],
    outside: bool,
    format_name: str,
    lang: str,
    list_rules: bool,
) -> None:
    """Examine the linked-data site at URL as a strict harvester would.

    Exit code 0 without errors, 1 with some, 4 when the site cannot be reached.
    """
    if list_rules:
        click.echo(as_markdown(lang), nl=False)
        return
    plan = Plan(url, most, rate, timeout, _pairs(maps), outside)
    shows = sys.stderr.isatty()
    report = examine(plan, _show if shows else lambda *_: None)
    if shows:
        click.echo("\r\x1b[K", err=True, nl=False)
    if format_name == "json":
        click.echo(json.dumps(_as_json(report, lang), ensure_ascii=False, indent=2))
    else:
        _write(report, lang)
    if report.count("error"):
        sys.exit(1)


def _pairs(maps: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = [_MAP.fullmatch(text) for text in maps]
    if None in found:
        wrong = maps[found.index(None)]
        raise click.BadParameter(f"“{wrong}” is not FROM=TO, two addresses.", param_hint="--map")
    return tuple((pair[1], pair[2]) for pair in found if pair)


def _show(sent: int, address: str) -> None:
    """Write where we are over where we were."""
    line = f"{sent:>5}  {address}"
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    click.echo(f"\r\x1b[K{shown[:_WIDTH]}", err=True, nl=False)


def _as_json(report: Report, lang: str) -> dict[str, object]:
    return {
        "site": report.site,
        "findings": [
            {
                "rule": finding.rule.name,
                "severity": finding.rule.severity,
                "where": finding.fact.where,
                "what": finding.fact.what,
                "asks": finding.rule.asks[lang],
                "mend": finding.rule.mend[lang],
                "judge": finding.rule.judge,
                "source": finding.rule.source,
            }
            for finding in report.findings
        ],
        "requests": report.requests,
        "visited": report.visited,
        "skipped": list(report.skipped),
        "milliseconds": {"p50": report.milliseconds[0], "p95": report.milliseconds[1]},
    }


def _write(report: Report, lang: str) -> None:
    for rule, found in groupby(report.findings, key=lambda finding: finding.rule):
        findings = list(found)
        click.echo(f"{word(rule.severity, lang)}: {rule.name}: {rule.asks[lang]}")
        for finding in findings[:_SHOWN]:
            click.echo(f"    {_evidence(finding)}")
        if len(findings) > _SHOWN:
            click.echo(f"    … +{len(findings) - _SHOWN}")
        click.echo(f"  → {rule.mend[lang]} [{rule.judge}: {rule.source}]")
    counts = {name: report.count(name) for name in ("error", "warning", "info")}
    p50, p95 = report.milliseconds
    told = _SUMMARY[lang].format(**counts, requests=report.requests, p50=p50, p95=p95)
    click.echo(told, err=True)
    if report.skipped:
        first = report.skipped[0]
        click.echo(_SKIPPED[lang].format(count=len(report.skipped), first=first), err=True)


def _evidence(finding: Finding) -> str:
    """Give where and what, without the control characters that a site may send to a terminal."""
    text = f"{finding.fact.where}  {finding.fact.what}"
    return "".join(letter if letter.isprintable() else "?" for letter in text)
