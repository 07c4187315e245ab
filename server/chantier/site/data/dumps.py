"""The dumps: whole versions and their graphs and tables as files."""

from __future__ import annotations

import base64
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, jsonify, redirect
from werkzeug.wrappers import Response

from chantier.errors import DumpsError, ServerBusy, UnknownFile, UnknownVersion, VersionNameError
from chantier.gateway.files import file_headers
from chantier.gateway.representation import last_modified
from chantier.publish.dumps.dumps import DumpFile, dumps_folder, inventory, is_whole
from chantier.publish.dumps.files import EXTENSIONS
from chantier.rdf import formats
from chantier.site.context import accept_header, dataset, request_language, site
from chantier.site.rendering import html_page
from chantier.site.responses import IMMUTABLE
from chantier.store.manifest import Version
from chantier.store.timeline import LATEST, named_version

blueprint = Blueprint("dumps", __name__)

_MAX_WAIT_SECONDS = 30.0
"""Wait for dumps that are being made; most proxies wait for a minute."""
_COMPRESSED = {"gzip": "application/gzip", "zstd": "application/zstd"}
_CONTENT_TYPES = {
    item.media_type: item.content_type
    for item in (
        *formats.GRAPH_FORMATS,
        formats.CSV,
        formats.JSON,
        formats.GEOJSON,
        formats.TEXT,
    )
}


@blueprint.route("/dump/<version>/")
def listing(version: str) -> Response:
    """What there is of a version, as a page or in JSON."""
    found = _version(version)
    if version not in (LATEST, found.manifest.id):
        return redirect(f"/dump/{found.manifest.id}/")
    files = inventory(dumps_of(found))
    chosen = formats.negotiate(accept_header(), (formats.HTML, formats.JSON))
    if chosen is formats.HTML:
        return html_page(
            "dump.html",
            request_language(),
            dumped=found.manifest,
            address=_address(found, ""),
            groups=_grouped(files),
        )
    response = jsonify(
        version=found.manifest.id,
        created=found.manifest.created,
        files=[_described(found, file) for file in files],
    )
    response.headers["Vary"] = "Accept"
    return response


@blueprint.route("/dump/<version>/<path:file>")
def dump(version: str, file: str) -> Response:
    """One file of a version."""
    found = _version(version)
    if version not in (LATEST, found.manifest.id):
        return redirect(_address(found, file))
    folder = dumps_of(found)
    files = {item.path: item for item in inventory(folder)}
    if file not in files:
        raise UnknownFile(
            f"La version {found.manifest.id} n’a pas de fichier « {file} ». / Version"
            f" {found.manifest.id} has no file “{file}”. See {_address(found, '')}",
            list(files),
        )
    found_file = files[file]
    response = Response(headers=file_headers(folder / found_file.path, found_file.size))
    digest = bytes.fromhex(found_file.sha256)
    name = found_file.path.rpartition("/")[2]
    response.headers |= {
        "Content-Type": _content_type(found_file),
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'"{found_file.sha256[:32]}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
        "Last-Modified": last_modified(found.manifest.created),
        "Cache-Control": IMMUTABLE,
    }
    if version == LATEST:
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Location"] = _address(found, file)
    return response


def _version(name: str) -> Version:
    if name == LATEST:
        return dataset().version
    try:
        return named_version(site().settings.data_dir, name)
    except VersionNameError as error:
        raise UnknownVersion(error.french, error.english) from error


def files_of(version: Version) -> list[DumpFile]:
    """The files of a version; none where they cannot be made, or not soon enough."""
    try:
        return inventory(dumps_of(version))
    except (DumpsError, ServerBusy):
        return []


def dumps_of(version: Version) -> Path:
    """The folder of a version’s dumps, made by a process of its own if need be.

    Raises:
        ServerBusy: they are still being made.
        DumpsError: they cannot be made.
    """
    data_dir = site().settings.data_dir
    folder = dumps_folder(data_dir, version)
    if is_whole(folder):
        return folder
    # Not killed when time is up: the next request finds them.
    making = subprocess.Popen(  # noqa: S603 — our own program, on an id that was looked up
        [sys.executable, "-m", "chantier.publish.dumps", str(data_dir), version.manifest.id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        code = making.wait(_MAX_WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        raise ServerBusy(
            "Les fichiers de cette version se préparent. / The files of this version are being"
            " made. Ask again in a moment.",
            int(_MAX_WAIT_SECONDS),
        ) from None
    if code:
        raise DumpsError(
            "Les fichiers de cette version n’ont pu être faits. / The files of this version could"
            " not be made; the reason was logged."
        )
    return folder


def _grouped(files: list[DumpFile]) -> list[tuple[str, list[DumpFile]]]:
    """Put the files of the same content together, under their common name."""
    by_name = sorted(files, key=lambda file: (file.path.count("/"), _stem(file)))
    return [(name, list(group)) for name, group in groupby(by_name, key=_stem)]


def _stem(file: DumpFile) -> str:
    """The path without the extensions of format and compression."""
    path = file.path.removesuffix(EXTENSIONS[file.compression])
    return path.rpartition(".")[0] or path


def _described(version: Version, file: DumpFile) -> dict[str, object]:
    members: dict[str, object] = {
        "path": file.path,
        "href": _address(version, file.path),
        "mediaType": file.media_type,
        "compression": file.compression,
        "bytes": file.size,
        "sha256": file.sha256,
        "graph": file.graph,
        "count": file.count,
    }
    return {name: value for name, value in members.items() if value or name == "bytes"}


def _content_type(file: DumpFile) -> str:
    return _COMPRESSED.get(file.compression) or _CONTENT_TYPES[file.media_type]


def _address(version: Version, file: str) -> str:
    return f"/dump/{version.manifest.id}/{quote(file)}"
