"""``chantier doctor``: what a strict harvester finds at a site."""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby

import click

from lod_doctor.examination import Examination, Plan, examine
from lod_doctor.rules import SEVERITY_WORDS, as_markdown

_MAX_SHOWN_PLACES = 5
"""Places that are listed under one rule; JSON has them all."""
_MAP = re.compile(r"(https?://[^=]+)=(https?://.+)")
_PROGRESS_WIDTH_CHARACTERS = 78
"""Length of the line of progress, for the narrowest usual terminal."""
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
    is_terminal = sys.stderr.isatty()
    examination = examine(plan, _show_progress if is_terminal else lambda *_: None)
    if is_terminal:
        click.echo("\r\x1b[K", err=True, nl=False)
    if format_name == "json":
        click.echo(json.dumps(_as_json(examination, lang), ensure_ascii=False, indent=2))
    else:
        _write(examination, lang)
    if examination.count("error"):
        sys.exit(1)


def _pairs(maps: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = [_MAP.fullmatch(text) for text in maps]
    if None in found:
        wrong = maps[found.index(None)]
        raise click.BadParameter(f"“{wrong}” is not FROM=TO, two addresses.", param_hint="--map")
    return tuple((pair[1], pair[2]) for pair in found if pair)


def _show_progress(sent: int, address: str) -> None:
    """Write the next request over the last one."""
    line = _printable(f"{sent:>5}  {address}")[:_PROGRESS_WIDTH_CHARACTERS]
    click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def _printable(text: str) -> str:
    """Text without the control characters that a site may send to a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _as_json(examination: Examination, lang: str) -> dict[str, object]:
    return {
        "site": examination.site,
        "findings": [
            {
                "rule": broken.rule.name,
                "severity": broken.rule.severity,
                "where": broken.evidence.where,
                "what": broken.evidence.what,
                "asks": broken.rule.asks[lang],
                "mend": broken.rule.mend[lang],
                "judge": broken.rule.judge,
                "source": broken.rule.source,
            }
            for broken in examination.broken_rules
        ],
        "requests": examination.requests,
        "visited": examination.visited,
        "skipped": list(examination.skipped),
        "milliseconds": {"p50": examination.milliseconds[0], "p95": examination.milliseconds[1]},
    }


def _write(examination: Examination, lang: str) -> None:
    for rule, found in groupby(examination.broken_rules, key=lambda broken: broken.rule):
        places = [broken.evidence for broken in found]
        click.echo(f"{SEVERITY_WORDS[lang][rule.severity]}: {rule.name}: {rule.asks[lang]}")
        for evidence in places[:_MAX_SHOWN_PLACES]:
            click.echo(_printable(f"    {evidence.where}  {evidence.what}"))
        if len(places) > _MAX_SHOWN_PLACES:
            click.echo(f"    … +{len(places) - _MAX_SHOWN_PLACES}")
        click.echo(f"  → {rule.mend[lang]} [{rule.judge}: {rule.source}]")
    counts = {name: examination.count(name) for name in ("error", "warning", "info")}
    p50, p95 = examination.milliseconds
    summary = _SUMMARY[lang].format(**counts, requests=examination.requests, p50=p50, p95=p95)
    click.echo(summary, err=True)
    if examination.skipped:
        first = examination.skipped[0]
        click.echo(_SKIPPED[lang].format(count=len(examination.skipped), first=first), err=True)
