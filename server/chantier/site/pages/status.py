"""Is the site alive, which version does it serve, how quickly, and within which limits?"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox
from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

import chantier
from chantier.namespaces import DATASET, PREFIXES
from chantier.publish.service_description import LIMITS
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML
from chantier.site.context import dataset, request_language, site
from chantier.site.data.documents import document_format, page_of, rdf_document
from chantier.site.rendering import html_page
from chantier.store.dataset import Dataset

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
    """The version being served, and the limits; with ``verbose``, what changes by the moment."""
    data = dataset()
    manifest = data.version.manifest
    response = jsonify(
        status="ok",
        version=manifest.id,
        created=manifest.created,
        quads=manifest.quads,
        triples=manifest.triples or None,
        graphs=len(manifest.graphs),
        software=chantier.__version__,
        conforms=conformance(data),
        report="/report",
        limits={limit.setting: limit.value for limit in limits()},
        **(_changing_values() if "verbose" in request.args else {}),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/<any(fr, en):language>/etat")
def status_page(language: str) -> Response:
    """The same for people."""
    metrics = site().metrics
    answered = metrics.ready + metrics.computed
    running, waiting = site().busy()
    response = html_page(
        "status.html",
        language,
        conforms=conformance(dataset()),
        software=chantier.__version__,
        started=_moment(metrics.started),
        loaded=_moment(metrics.loaded),
        uptime=readable_duration(time.time() - metrics.started, language),
        answered=answered,
        ready=round(100 * metrics.ready / answered) if answered else 0,
        milliseconds=_milliseconds(),
        running=running,
        waiting=waiting,
        limits=limits(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/report")
@blueprint.route("/report.<extension>")
def report(extension: str = "") -> Response:
    """The SHACL validation report of the version being served."""
    chosen = document_format((*DOCUMENT_FORMATS, HTML), extension)
    if chosen is HTML:
        return page_of("report", request_language())
    return rdf_document(dataset().report(), chosen, f"/report.{chosen.extension}")


def conformance(data: Dataset) -> bool | None:
    """Tell whether a version was found to conform to the shapes; ``None`` where it does not say."""
    for measure in data.quads_about(DATASET):
        is_measure = measure.predicate.value == f"{_DQV}hasQualityMeasurement"
        if is_measure and isinstance(measure.object, ox.NamedNode):
            for quad in data.quads_about(measure.object.value):
                told = quad.object
                if quad.predicate.value == f"{_DQV}value" and isinstance(told, ox.Literal):
                    return told.value in ("true", "1")
    return None


def limits() -> list[Limit]:
    """Give the limits of this server, as its service description tells them."""
    settings = site().settings
    return [
        Limit(name, getattr(settings, name), unit, french, english)
        for name, (unit, french, english) in LIMITS.items()
    ]


def readable_duration(seconds: float, language: str) -> str:
    """Give a time as a person tells it: its two largest units."""
    days = "j" if language == "fr" else "d"
    parts, left = list[str](), int(seconds)
    for size, unit in ((86_400, days), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count}\N{NO-BREAK SPACE}{unit}")
    return " ".join(parts[:2]) or "0\N{NO-BREAK SPACE}s"


def _changing_values() -> dict[str, object]:
    """Tell what this web process did, and how long the queue is."""
    metrics, (running, waiting) = site().metrics, site().busy()
    process = {
        "started": _moment(metrics.started),
        "loaded": _moment(metrics.loaded),
        "uptime_seconds": int(time.time() - metrics.started),
        "answers_ready": metrics.ready,
        "answers_made": metrics.computed,
        "milliseconds": _milliseconds(),
    }
    return {"process": process, "queue": {"running": running, "waiting": waiting}}


def _milliseconds() -> Mapping[str, float | None]:
    found = {name: site().metrics.quantile(share) for name, share in (("p50", 0.5), ("p95", 0.95))}
    return {name: None if told is None else round(1000 * told, 1) for name, told in found.items()}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
