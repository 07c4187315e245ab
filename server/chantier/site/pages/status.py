"""Is the site alive, which version does it serve, how quickly, and within which limits?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

import chantier
from chantier.describe.values import literals, values_of
from chantier.errors import BilingualError
from chantier.namespaces import PREFIXES
from chantier.publish.service_description import LIMITS
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML
from chantier.site.context import dataset, request_language, site
from chantier.site.data.documents import document_format, page_of, rdf_document
from chantier.site.metadata import dataset_iris
from chantier.site.rendering import html_page
from chantier.site.responses import NO_STORE
from chantier.store.storage import write_problem

blueprint = Blueprint("status", __name__)

_DQV = PREFIXES["dqv"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that the operator has set."""

    setting: str
    value: int
    unit: str
    """``s``, ``B`` or empty for a number."""
    french: str
    english: str


@blueprint.route("/healthz")
@blueprint.route("/readyz")
def health() -> Response:
    """The version being served, and the limits; with ``verbose``, what changes by the moment.

    What is wrong is said under ``problems``, and ``status`` is then ``degraded``: documents and
    queries are answered all the same.
    """
    manifest, wrong = dataset().version.manifest, problems()
    response = jsonify(
        status="degraded" if wrong else "ok",
        problems=[{"fr": problem.french, "en": problem.english} for problem in wrong],
        version=manifest.id,
        created=manifest.created,
        quads=manifest.quads,
        triples=manifest.triples or None,
        graphs=len(manifest.graphs),
        software=chantier.__version__,
        conforms=conformance(),
        report="/report",
        limits={limit.setting: limit.value for limit in limits()},
        **(_changing_values() if "verbose" in request.args else {}),
    )
    response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.route("/<any(fr, en):language>/etat")
def status_page(language: str) -> Response:
    """The same for people."""
    metrics = site().metrics
    answered = metrics.cached + metrics.computed
    running, waiting = site().busy()
    response = html_page(
        "status.html",
        language,
        conforms=conformance(),
        overreaching=overreaching(),
        problems=[problem.in_language(language) for problem in problems()],
        software=chantier.__version__,
        started=_moment(metrics.started),
        loaded=_moment(metrics.loaded),
        uptime=readable_duration(metrics.uptime(), language),
        answered=answered,
        ready=round(100 * metrics.cached / answered) if answered else 0,
        milliseconds=_milliseconds(),
        running=running,
        waiting=waiting,
        limits=limits(),
    )
    response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.route("/report")
@blueprint.route("/report.<extension>")
def report(extension: str = "") -> Response:
    """The SHACL validation report of the version being served."""
    chosen = document_format((*DOCUMENT_FORMATS, HTML), extension)
    if chosen is HTML:
        return page_of("report", request_language())
    return rdf_document(dataset().report(), chosen, f"/report.{chosen.extension}")


def problems() -> list[BilingualError]:
    """What is wrong with the version that was to be served, and with the disk."""
    found = site().problem(), write_problem(site().settings.data_dir)
    return [problem for problem in found if problem]


def conformance() -> bool | None:
    """Whether the version being served conforms to the shapes; ``None`` where it does not say."""
    for measurement in dataset_iris(f"{_DQV}hasQualityMeasurement"):
        for literal in literals(values_of(dataset(), measurement), f"{_DQV}value"):
            return literal.value in ("true", "1")
    return None


def overreaching() -> Mapping[str, int]:
    """The written graphs that speak of what the sources speak of → in how many statements."""
    authority = dataset().authority
    return authority.overreaching if authority else {}


def limits() -> list[Limit]:
    """The limits of this server, as in its service description."""
    settings = site().settings
    return [
        Limit(name, getattr(settings, name), unit, french, english)
        for name, (unit, french, english) in LIMITS.items()
    ]


def readable_duration(seconds: float, language: str) -> str:
    """A duration for readers, in its two largest units."""
    days = "j" if language == "fr" else "d"
    parts, left = list[str](), int(seconds)
    for size, unit in ((86_400, days), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count}\N{NO-BREAK SPACE}{unit}")
    return " ".join(parts[:2]) or "0\N{NO-BREAK SPACE}s"


def _changing_values() -> dict[str, object]:
    """What this web process did, and how long the queue is."""
    metrics, (running, waiting) = site().metrics, site().busy()
    process = {
        "started": _moment(metrics.started),
        "loaded": _moment(metrics.loaded),
        "uptime_seconds": int(metrics.uptime()),
        "answers_ready": metrics.cached,
        "answers_made": metrics.computed,
        "milliseconds": _milliseconds(),
    }
    queue = {"running": running, "waiting": waiting}
    return {"process": process, "queue": queue, "overreaching": overreaching()}


def _milliseconds() -> Mapping[str, float | None]:
    found = {name: site().metrics.quantile(share) for name, share in (("p50", 0.5), ("p95", 0.95))}
    return {
        name: None if value is None else round(1000 * value, 1) for name, value in found.items()
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
