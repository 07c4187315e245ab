"""The documentation keeps up with the code: routes, commands, libraries, links, versions."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path

import click
import pytest

import chantier
from chantier.cli import command
from chantier.settings import Settings
from chantier.site.app import create_app
from support.client import ROOT

DOCS = ROOT / "docs"
FOLDERS = ("ontology", "data", "shapes", "queries", "server", "tests", "docs")
BILINGUAL = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "server/README.md", "tests/README.md")
LIBRARIES = {
    "click", "flask", "httptools", "oxrdflib", "pyoxigraph", "pyshacl", "rdflib", "rich",
    "SPARQLWrapper", "werkzeug",
}  # fmt: skip
PACKAGES = ROOT / "server"
CHANTIER = PACKAGES / "chantier"
ROOMS = {"chantier", "lod_doctor", *(path.stem for path in CHANTIER.glob("[a-z]*"))}
"""What a dotted name in the docs begins with if it is that of a module."""
PATH_OF_OURS = re.compile(r"(?:server|tests)/.*|[\w./-]+\.py|\w+/[\w./-]+\.(?:toml|js|html|css)")
DOTTED_NAME = re.compile(r"(?!chantier\.toml)[a-z_]\w*(?:\.\w+)+")
STATUS = re.compile(r"\d{4}-\d\d-\d\d · (?:accepted|(?:superseded|amended) by (\d{4}))")
GLOSSARY_WORDS = {
    "admission", "bearer", "changelog", "concise bounded description", "credit", "dump",
    "fork server", "gateway", "prefilter", "run queue", "saved query", "standby", "supervisor",
    "worker", "zygote",
}  # fmt: skip
LOCAL_PATHS = tuple(f"/{folder}/".encode() for folder in ("home", "root", "Users"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that would be committed: all but what .gitignore leaves out."""
    ignored = [".git", *(line.rstrip("/") for line in text_of(ROOT / ".gitignore").splitlines())]
    for path in sorted(folder.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in ignored if pattern):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def markdown_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def table_rows(markdown: str) -> Iterator[list[str]]:
    for line in markdown.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


# Routes


def documented_paths(rule: str) -> list[str]:
    """The paths to be named for a rule: one for each word it may hold, variables as {}."""
    rule = re.sub(r"<any\(fr, en\):\w+>|<(?:\w+:)?\w+>", "{}", rule)
    choice = re.search(r"<any\(([^)]*)\):\w+>", rule)
    if not choice:
        return [rule]
    words = [word.strip(" '\"") for word in choice[1].split(",")]
    return [path for word in words for path in documented_paths(rule.replace(choice[0], word, 1))]


def documented_routes() -> Iterator[tuple[str, set[str]]]:
    """Each path of the table, with its variables as {}, and its methods."""
    for cells in table_rows(text_of(DOCS / "http.md")):
        if len(cells) == 3:
            for path in re.findall(r"`(/[^`]*)`", cells[0]):
                yield re.sub(r"\{\w+\}", "{}", path), set(re.split(r", ", cells[1]))


def routes_of_the_site() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in create_app(Settings()).url_map.iter_rules():
        for path in documented_paths(rule.rule):
            found.setdefault(path, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return found


def test_every_route_is_documented_with_its_methods_and_no_other_is() -> None:
    assert dict(documented_routes()) == routes_of_the_site()


def test_every_route_is_documented_once() -> None:
    paths = [path for path, _ in documented_routes()]
    assert [path for path in dict.fromkeys(paths) if paths.count(path) > 1] == []


# Settings


def test_the_table_of_settings_is_that_of_the_code() -> None:
    documented = {
        cells[0].strip("`"): (cells[1].strip("`"), cells[2].split(" ")[0].strip("`"))
        for cells in table_rows(text_of(DOCS / "operating.md"))
        if len(cells) == 5 and cells[0].startswith("`")
    }
    names = [field.name for field in fields(Settings)]
    assert documented == {name: (f"CHANTIER_{name.upper()}", name) for name in names}


# Commands


def commands(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for sub_name in group.list_commands(context):
            sub_command = group.get_command(context, sub_name)
            assert sub_command is not None
            yield from commands(sub_command, f"{name} {sub_name}")


COMMANDS = dict(commands(command, "chantier"))


def section(name: str) -> str:
    """The part of docs/operating.md under the heading of a command."""
    _, found, rest = text_of(DOCS / "operating.md").partition(f"\n### `{name}`\n")
    assert found, f"docs/operating.md has no heading “### `{name}`”"
    return re.split(r"^##", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options_and_no_other(name: str) -> None:
    options = {
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    documented = {
        word
        for code in re.findall(r"`([^`]*)`", section(name))
        if code.startswith("-") and len(code) > 1
        for word in code.split()
        if word.startswith("-")
    }
    assert documented == options


@pytest.mark.parametrize("name", ["README.md", "docs/operating.md", "docs/linking.md"])
def test_every_command_line_shown_uses_known_commands(name: str) -> None:
    shown = re.findall(r"(?m)(?:^|`|bin/)chantier ([a-z]+)", text_of(ROOT / name))
    assert shown
    assert set(shown) <= {known.split()[1] for known in COMMANDS if " " in known}


# Libraries


def imports(path: Path) -> set[str]:
    """The libraries of the project that a module imports."""
    roots = set()
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.partition(".")[0])
    return roots & LIBRARIES


def test_each_library_is_known_only_where_the_architecture_says() -> None:
    doors = {
        cells[0].strip("`"): set(re.findall(r"`([\w.]+)`", cells[1]))
        for cells in table_rows(text_of(DOCS / "architecture.md"))
        if len(cells) == 3
    }
    assert set(doors) >= LIBRARIES
    unused = {(library, door) for library in LIBRARIES for door in doors[library]}
    package = CHANTIER
    unexpected = set()
    for path in package.rglob("*.py"):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        module = module.removesuffix(".__init__")
        for library in imports(path):
            used = {door for door in doors[library] if f"{module}.".startswith(f"{door}.")}
            unused -= {(library, door) for door in used}
            if not used:
                unexpected.add((library, module))
    assert unexpected == set()
    assert unused == set()


# Modules


def module_file(name: str) -> Path | None:
    """The file of a module or package, by its dotted name; ``None`` where there is none."""
    path = PACKAGES.joinpath(*name.split("."))
    return next(
        (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None
    )


def full_name(name: str) -> str:
    """A dotted name with its root package, which the docs leave out."""
    return name if name.startswith(("chantier.", "lod_doctor")) else f"chantier.{name}"


def names_in(file: Path) -> set[str]:
    """What a module defines at its top level."""
    names = set()
    for node in ast.parse(text_of(file)).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def is_module_or_in_one(name: str) -> bool:
    """Whether a dotted name is that of a module or package, or of what one defines."""
    if module_file(name):
        return True
    module, _, attribute = name.rpartition(".")
    file = module_file(module) if module else None
    return file is not None and attribute in names_in(file)


@cache
def file_names() -> frozenset[str]:
    return frozenset(path.name for path in files())


def is_file(name: str, nearby: Path) -> bool:
    """Whether a page names a file or folder by its path or its bare name; NAME is any name."""
    pattern = re.sub(r"\b(?:NAME|NOM)\b", "*", name.rstrip("/"))
    folders = (ROOT, PACKAGES, CHANTIER, CHANTIER / "site", nearby)
    return pattern in file_names() or any(any(folder.glob(pattern)) for folder in folders)


def misnamed(path: Path) -> list[str]:
    """What a page names as a file, a folder or a module of ours, and is none."""
    prose = re.sub(r"(?ms)^```.*?^```", "", text_of(path))
    named = [
        code
        for code in re.findall(r"`([^`\s]+)`", prose)
        if PATH_OF_OURS.fullmatch(code)
        or (DOTTED_NAME.fullmatch(code) and code.partition(".")[0] in ROOMS)
    ]
    return [
        code
        for code in named
        if not is_file(code, path.parent) and not is_module_or_in_one(full_name(code))
    ]


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_file_that_the_docs_name_exists(path: Path) -> None:
    assert misnamed(path) == []


def imported_modules(name: str) -> set[str]:
    """The modules that a module imports directly, by their full names."""
    file = module_file(name)
    assert file, name
    found = set()
    for node in ast.walk(ast.parse(text_of(file))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {found_name for found_name in found if module_file(found_name)}


def query_path() -> list[list[str]]:
    """The modules of each step of a query, as server/README.md lists them; the step’s own first."""
    _, _, english = text_of(PACKAGES / "README.md").partition("\n## English\n")
    steps = english.partition("The path of a SPARQL query:")[2].partition("\n\nFlask")[0]
    return [
        [full_name(name) for name in re.findall(r"`([\w.]+)`", line)]
        for line in steps.splitlines()
        if re.match(r"\d\. ", line)
    ]


def test_the_path_of_a_query_is_that_of_the_code() -> None:
    """A step is imported by the one before, or by a module that its line names as well."""
    steps = query_path()
    assert [step[0].removeprefix("chantier.") for step in steps] == [
        "httpd.connection",
        "gateway.gateway",
        "query.service",
        "query.workers.pool",
        "query.sparql.evaluate",
    ]
    for (before, *_), (step, *others) in pairwise(steps):
        assert any(step in imported_modules(name) for name in (before, *others)), (before, step)
    files_of_steps = [module_file(step) for step, *_ in steps]
    assert [file for file in files_of_steps if file and "flask" in imports(file)] == []


def roads() -> dict[str, list[str]]:
    """What goes along each road of docs/architecture.md → its modules, in order."""
    text = text_of(DOCS / "architecture.md")
    return {
        heading: [full_name(name) for name in re.findall(r"(?m)^\d+\. `([\w.]+)`", body)]
        for heading, body in re.findall(r"(?ms)^## The road of (.+?)$(.+?)(?=^## )", text)
    }


@pytest.mark.parametrize("road", ["a query", "a document", "a build", "a write"])
def test_a_road_leads_from_module_to_module_as_the_docs_say(road: str) -> None:
    """Each is imported by one before it, by ``serve``, or is the process that one started."""
    modules = roads()[road]
    assert len(modules) > 10
    reached = {modules[0]} | imported_modules("chantier.serve")
    for module in modules:
        parent = module.removesuffix(".__main__")
        assert module in reached or f"{parent}.process" in modules, f"{module}: nothing leads there"
        reached |= imported_modules(module)


# Words


def test_the_glossary_has_the_words_of_the_server_once_in_both_languages() -> None:
    rows = [cells for cells in table_rows(text_of(DOCS / "glossary.md")) if len(cells) == 3]
    words = [cells[0] for cells in rows if cells[0] != "word" and cells[0].strip("-")]
    assert set(words) >= GLOSSARY_WORDS
    assert len(words) == len(set(words))
    assert all(all(cells) for cells in rows)


# Files


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(<?([^)#\s>]+)[^)]*\)", text_of(path))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_opens_with_a_readme(folder: str) -> None:
    assert (ROOT / folder / "README.md").is_file()


def test_the_index_of_the_docs_names_every_file() -> None:
    index = text_of(DOCS / "README.md")
    named = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)]+)\)", index)}
    assert named == set(files(DOCS)) - {DOCS / "README.md"}


@pytest.mark.parametrize("name", BILINGUAL)
def test_french_comes_before_english_and_both_show_the_same_commands(name: str) -> None:
    french, heading, english = text_of(ROOT / name).partition("\n## English\n")
    assert heading
    assert "\n## Français\n" in french
    if name == "README.md":
        fences = re.compile(r"```.*?```", re.DOTALL)
        assert fences.findall(french) == fences.findall(english)


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_both_languages_lead_to_the_same_files(name: str) -> None:
    french, _, english = text_of(ROOT / name).partition("\n## English\n")
    links = re.compile(r"\]\(([^#)][^)]*)\)")
    assert links.findall(french) == links.findall(english) != []


def test_the_readme_leads_to_contributing_and_security_in_both_languages() -> None:
    for part in text_of(ROOT / "README.md").split("\n## English\n"):
        assert "](CONTRIBUTING.md)" in part
        assert "](SECURITY.md)" in part


def test_the_tests_that_contributing_names_exist() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", text_of(ROOT / "CONTRIBUTING.md")))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_is_short_dated_has_a_status_and_three_parts(path: Path) -> None:
    lines = text_of(path).splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith(f"# {path.name[:4]}. ")
    status = STATUS.fullmatch(lines[2])
    assert status, f"{lines[2]!r} should be like “2026-11-23 · accepted”"
    assert status[1] is None or len(list(path.parent.glob(f"{status[1]}-*.md"))) == 1
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## Context", "## Decision", "## Consequences"]


def citation() -> dict[str, str]:
    """The one-line values of CITATION.cff; each is a plain word or a JSON string."""
    values = {}
    for line in text_of(ROOT / "CITATION.cff").splitlines():
        found = re.fullmatch(r"(?:  - )?([a-z-]+): *(.*)|  - (\".*\")", line)
        assert found, f"CITATION.cff: {line}"
        if found[1] and found[2]:
            values[found[1]] = json.loads(found[2]) if found[2].startswith('"') else found[2]
    return values


def test_the_citation_is_that_of_this_version() -> None:
    values = citation()
    assert values["cff-version"] == "1.2.0"
    assert values["version"] == chantier.__version__
    assert {"message", "title", "name", "url", "license", "date-released"} <= set(values)


def test_no_file_names_a_folder_of_someones_machine() -> None:
    found = [
        (str(path.relative_to(ROOT)), path_start.decode())
        for path in files()
        for path_start in LOCAL_PATHS
        if re.search(rb"(?<![\w.])" + path_start, path.read_bytes())
    ]
    assert found == []
