"""The servers that are measured: how each is installed, filled and started."""

from __future__ import annotations

import http.client
import logging
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from benchmarks import processes
from benchmarks.generate import VAR
from benchmarks.peer import Peer
from benchmarks.programs import (
    MAX_RUN_SECONDS,
    AbsentError,
    debian,
    output_of,
    package_version,
    pypi,
    run,
)

_LOG = logging.getLogger(__name__)

_FUSEKI_VERSION = "5.6.0"
_MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
_GRAPH = "https://example.org/repertoire/"
"""The named graph that Virtuoso loads into."""


class Chantier(Peer):
    """This project, as ``chantier build`` and ``chantier serve`` run it."""

    name = "chantier"
    title = "chantier"

    def install(self) -> str:
        """The program of the environment that runs this."""
        return run([self._program(), "--version"]).split()[-1]

    def _program(self) -> str:
        return str(Path(sys.executable).with_name("chantier"))

    def environment(self) -> Mapping[str, str]:
        """Default settings, but for the share of one client: here a single one asks everything."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CHANTIER_")}
        return {
            **kept,
            "CHANTIER_DATA_DIR": str(self.workdir / "versions"),
            "CHANTIER_SOURCES": str(self.sources),
            "CHANTIER_CLIENT_SECONDS_PER_MINUTE": "1000000",
            "CHANTIER_CLIENT_BURST_SECONDS": "1000000",
            "CHANTIER_QUERIES_QUEUED": "64",  # of which one client may take half
        }

    def load_command(self) -> Sequence[str]:
        """Check and publish."""
        return [self._program(), "build"]

    def command(self) -> Sequence[str]:
        """Serve with the default number of processes."""
        return [self._program(), "serve", "--port", "0"]

    def find_port(self) -> None:
        """The port is in its log."""
        log = (self.workdir / "serve.log").read_text(encoding="utf-8", errors="replace")
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", log):
            self.port = int(found[1])

    def store(self) -> Path:
        """The data directory."""
        return self.workdir / "versions"


class Oxigraph(Peer):
    """Oxigraph’s own server, on disk, without time limit."""

    name = "oxigraph"
    title = "Oxigraph"
    path = "/query"

    def install(self) -> str:
        """The command-line program from PyPI."""
        return run([str(pypi() / "oxigraph"), "--version"]).split()[-1]

    def load_command(self) -> Sequence[str]:
        """Bulk load."""
        place = ["--location", str(self.store()), "--file", str(self.ntriples)]
        return [str(pypi() / "oxigraph"), "load", *place]

    def command(self) -> Sequence[str]:
        """Serve what was loaded."""
        place = ["--location", str(self.store()), "--bind", f"127.0.0.1:{self.port}"]
        return [str(pypi() / "oxigraph"), "serve", *place]

    def store(self) -> Path | None:
        """RocksDB files."""
        return self.workdir / "store"


class OxigraphMemory(Oxigraph):
    """Oxigraph’s own server holding the data in memory, as ours does."""

    name = "oxigraph-memory"
    title = "Oxigraph (mémoire / memory)"

    def load_command(self) -> Sequence[str]:
        """Nothing: it can only be filled while it runs."""
        return ()

    def command(self) -> Sequence[str]:
        """Serve an empty store."""
        return [str(pypi() / "oxigraph"), "serve", "--bind", f"127.0.0.1:{self.port}"]

    def fill(self) -> None:
        """Send the data by the Graph Store Protocol."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=MAX_RUN_SECONDS)
        with self.ntriples.open("rb") as data:
            size = str(self.ntriples.stat().st_size)
            headers = {"Content-Type": "application/n-triples", "Content-Length": size}
            connection.request("PUT", "/store?default", body=data, headers=headers)
            status = connection.getresponse().status
        connection.close()
        if status >= 300:
            raise AbsentError(f"it refused the data: {status}")

    def store(self) -> None:
        """In memory only."""
        return


class RdflibEndpoint(Peer):
    """rdflib-endpoint over the Oxigraph store, by uvicorn with two processes."""

    name = "rdflib-endpoint"
    title = "rdflib-endpoint"

    def install(self) -> str:
        """The library from PyPI."""
        pypi()
        return package_version("rdflib-endpoint")

    def environment(self) -> Mapping[str, str]:
        """Where the application finds the data."""
        return {**os.environ, "BENCH_DATA": str(self.ntriples)}

    def command(self) -> Sequence[str]:
        """Each process reads the data into its own memory."""
        program = """
            import os

            from rdflib import Graph
            from rdflib_endpoint import SparqlEndpoint

            graph = Graph(store="Oxigraph")
            graph.parse(os.environ["BENCH_DATA"], format="ox-nt")
            app = SparqlEndpoint(path="/sparql", graph=graph)
        """
        (self.workdir / "application.py").write_text(dedent(program), encoding="utf-8")
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        how = ["--no-access-log", "--timeout-worker-healthcheck", "600"]
        return [str(pypi() / "python"), "-m", "uvicorn", "application:app", *place, *how]


class Virtuoso(Peer):
    """Virtuoso, the open-source edition, with two gigabytes of buffers."""

    name = "virtuoso"
    title = "Virtuoso"

    def install(self) -> str:
        """The Debian package of the programs alone, which starts nothing."""
        program = debian("virtuoso-t", "virtuoso-opensource-7-bin")
        found = re.search(r"Version (\d[\d.]*)", output_of(program, "-?"))
        return found[1] if found else "?"

    def command(self) -> Sequence[str]:
        """Serve in the foreground what the file of settings says."""
        self.isql = processes.free_port()
        settings = f"""
            [Database]
            DatabaseFile = virtuoso.db
            ErrorLogFile = virtuoso.log
            LockFile = virtuoso.lck
            TransactionFile = virtuoso.trx
            xa_persistent_file = virtuoso.pxa
            [TempDatabase]
            DatabaseFile = virtuoso-temp.db
            TransactionFile = virtuoso-temp.trx
            [Parameters]
            ServerPort = 127.0.0.1:{self.isql}
            DirsAllowed = {self.ntriples.parent}
            NumberOfBuffers = 170000
            MaxDirtyBuffers = 130000
            ServerThreads = 40
            CheckpointInterval = 0
            [HTTPServer]
            ServerPort = 127.0.0.1:{self.port}
            ServerThreads = 24
            MaxKeepAlives = 24
            KeepAliveTimeout = 60
            [SPARQL]
            ResultSetMaxRows = 10000000
            DefaultGraph = {_GRAPH}
            [Plugins]
        """
        (self.folder() / "virtuoso.ini").write_text(dedent(settings), encoding="utf-8")
        program = debian("virtuoso-t", "virtuoso-opensource-7-bin")
        return [program, "+foreground", "+configfile", "virtuoso.ini"]

    def folder(self) -> Path:
        """Its settings name files below the current folder."""
        self.store().mkdir(exist_ok=True)
        return self.store()

    def fill(self) -> None:
        """Bulk load, then write everything to the disk."""
        folder, name = self.ntriples.parent, self.ntriples.name
        isql = debian("isql-vt", "virtuoso-opensource-7-bin")
        orders = f"ld_dir('{folder}', '{name}', '{_GRAPH}'); rdf_loader_run(); checkpoint;"
        login = [f"127.0.0.1:{self.isql}", "dba", "dba"]
        run([isql, *login, f"exec={orders}"], self.workdir / "load.log")

    def store(self) -> Path:
        """Its database files."""
        return self.workdir / "store"


class Fuseki(Peer):
    """Apache Jena Fuseki over a TDB2 store, with four gigabytes."""

    name = "fuseki"
    title = "Fuseki"
    path = "/ds/sparql"
    _settings = """
        status = error
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        rootLogger.level = warn
        rootLogger.appenderRef.out.ref = out
    """

    def install(self) -> str:
        """The jar from Maven Central, and a Java machine."""
        if not shutil.which("java"):
            raise AbsentError("java is not installed")
        if not self._jar().is_file():
            _LOG.info("fetching Fuseki %s", _FUSEKI_VERSION)
            what = f"-Dartifact=org.apache.jena:jena-fuseki-server:{_FUSEKI_VERSION}:jar"
            run(["mvn", "-B", "-q", _MAVEN_COPY, what, f"-DoutputDirectory={self._jar().parent}"])
        return _FUSEKI_VERSION

    @staticmethod
    def _jar() -> Path:
        return VAR / "fuseki" / f"jena-fuseki-server-{_FUSEKI_VERSION}.jar"

    def _java(self) -> list[str]:
        logging_file = self.workdir / "log4j2.properties"
        logging_file.write_text(dedent(self._settings), encoding="utf-8")
        quiet = f"-Dlog4j2.configurationFile={logging_file}"
        return ["java", "-Xmx4g", quiet, "-cp", str(self._jar())]

    def load_command(self) -> Sequence[str]:
        """TDB2's own loader, from the same jar."""
        return [*self._java(), "tdb2.tdbloader", "--loc", str(self.store()), str(self.ntriples)]

    def command(self) -> Sequence[str]:
        """Serve what was loaded, without a log of requests."""
        main = "org.apache.jena.fuseki.main.cmds.FusekiServerCmd"
        place = ["--localhost", "--port", str(self.port), "--tdb2", "--loc", str(self.store())]
        return [*self._java(), main, *place, "/ds"]

    def environment(self) -> Mapping[str, str]:
        """Fuseki's own folder, which is not to be made in the current one."""
        return {**os.environ, "FUSEKI_BASE": str(self.workdir / "base")}

    def store(self) -> Path:
        """The TDB2 files."""
        return self.workdir / "store"


class Nginx(Peer):
    """nginx giving files: the same bytes, without any query."""

    name = "nginx"
    title = "nginx"
    path = "/"

    def install(self) -> str:
        """The Debian package."""
        return output_of(debian("nginx", "nginx-light"), "-v").strip().rpartition("/")[2]

    @property
    def files(self) -> Path:
        """The folder that is served."""
        return self.workdir / "files"

    def command(self) -> Sequence[str]:
        """Two processes, as many as ours."""
        self.files.mkdir(exist_ok=True)
        (self.files / "index.html").write_text("ready\n", encoding="utf-8")
        user = "" if os.geteuid() else "user root;"
        settings = f"""
            {user}
            daemon off;
            worker_processes 2;
            pid {self.workdir}/nginx.pid;
            error_log {self.workdir}/error.log warn;
            events {{ worker_connections 256; }}
            http {{
                access_log off;
                sendfile on;
                tcp_nopush on;
                open_file_cache max=1000;
                keepalive_requests 100000000;
                default_type application/sparql-results+json;
                client_body_temp_path {self.workdir}/body;
                proxy_temp_path {self.workdir}/proxy;
                fastcgi_temp_path {self.workdir}/fastcgi;
                uwsgi_temp_path {self.workdir}/uwsgi;
                scgi_temp_path {self.workdir}/scgi;
                server {{ listen 127.0.0.1:{self.port}; root {self.files}; index index.html; }}
            }}
        """
        (self.workdir / "nginx.conf").write_text(dedent(settings), encoding="utf-8")
        program = debian("nginx", "nginx-light")
        return [program, "-p", str(self.workdir), "-c", str(self.workdir / "nginx.conf")]


ALL: tuple[type[Peer], ...] = (
    Chantier,
    Oxigraph,
    OxigraphMemory,
    RdflibEndpoint,
    Virtuoso,
    Fuseki,
    Nginx,
)
"""In the order of the tables; the first is what is measured, nginx answers no query."""
