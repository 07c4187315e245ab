"""The documentation keeps up with the code: routes, commands, libraries, links, versions."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from fnmatch import fnmatch
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


def routes_in_the_docs() -> dict[str, set[str]]:
    """Path, with its variables as {}, → its methods."""
    told: dict[str, set[str]] = {}
    for cells in table_rows(text_of(DOCS / "http.md")):
        if len(cells) == 3:
            for path in re.findall(r"`(/[^`]*)`", cells[0]):
                told[re.sub(r"\{\w+\}", "{}", path)] = set(re.split(r", ", cells[1]))
    return told


def routes_of_the_site() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in create_app(Settings()).url_map.iter_rules():
        for path in documented_paths(rule.rule):
            found.setdefault(path, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return found


def test_every_route_is_documented_with_its_methods_and_no_other_is() -> None:
    assert routes_in_the_docs() == routes_of_the_site()


# Settings


def test_the_table_of_settings_is_that_of_the_code() -> None:
    told = {
        cells[0].strip("`"): (cells[1].strip("`"), cells[2].split(" ")[0].strip("`"))
        for cells in table_rows(text_of(DOCS / "operating.md"))
        if len(cells) == 5 and cells[0].startswith("`")
    }
    names = [field.name for field in fields(Settings)]
    assert told == {name: (f"CHANTIER_{name.upper()}", name) for name in names}


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
    told = {
        word
        for code in re.findall(r"`([^`]*)`", section(name))
        if code.startswith("-") and len(code) > 1
        for word in code.split()
        if word.startswith("-")
    }
    assert told == options


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
    package = ROOT / "server" / "chantier"
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
def test_a_decision_is_short_dated_and_says_context_decision_consequences(path: Path) -> None:
    lines = text_of(path).splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith(f"# {path.name[:4]}. ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[2])
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
    told = citation()
    assert told["cff-version"] == "1.2.0"
    assert told["version"] == chantier.__version__
    assert {"message", "title", "name", "url", "license", "date-released"} <= set(told)


def test_no_file_names_a_folder_of_someones_machine() -> None:
    found = [
        (str(path.relative_to(ROOT)), path_start.decode())
        for path in files()
        for path_start in LOCAL_PATHS
        if re.search(rb"(?<![\w.])" + path_start, path.read_bytes())
    ]
    assert found == []
