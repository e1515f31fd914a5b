"""The house rules (docs/architecture.md), read off the code with `ast`.

Each rule is a function from the folder that holds ``factcheck/`` to a list of complaints, so that
it can be tried on a small made-up house as well: a rule that cannot fire guards nothing.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeGuard

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAP = """
0 errors shaped text urls vocabulary < models
1 days < records pages fitness settings heads files dberrors derived fresh plugins ratings
  connections inserts < desk indexing < vectors < history views
2 db bulk loading formats fetching
3 search catalog
4 matching
5 services
6 schema extract reports < exchange
7 verify < web storage < doctor
8 cli
9 __main__
"""
LEVELS = {  # a "<" is half a step: what stands after it may import what stands before it
    room: (int(line[0]), half)
    for line in MAP.replace("\n  ", " ").strip().split("\n")
    for half, rooms in enumerate(line[1:].split("<"))
    for room in rooms.split()
}
FRONT_DOOR = (6, 9)  # factcheck/__init__.py shows all up to here: only higher rooms come in by it

PURE = {
    "days",
    "desk",
    "errors",
    "extract",
    "formats",
    "heads",
    "records",
    "settings",
    "shaped",
    "text",
    "urls",
    "vocabulary",
}
NO_SQLALCHEMY = PURE | {"cli", "web"}
NO_DATABASE = {"formats", "extract"}
RAW_SQL = {
    "factcheck/bulk.py",
    "factcheck/catalog.py",
    "factcheck/connections.py",
    "factcheck/db.py",
    "factcheck/inserts.py",
    "factcheck/schema.py",
    "factcheck/search/postgres.py",
    "factcheck/search/sqlite.py",
}
LONGEST = 400
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc"}


class Module(NamedTuple):
    path: str  # factcheck/services/claims.py
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return Path(self.path).with_suffix("").parts[1]


class Import(NamedTuple):
    target: str  # factcheck.services.claims, sqlalchemy.text: the name after `import` included
    line: int
    late: bool  # in a function or under TYPE_CHECKING: costs nothing when the module is loaded


Rule = Callable[[Path], list[str]]


def modules(root: Path) -> Iterator[Module]:
    for file in sorted((root / "factcheck").rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        yield Module(file.relative_to(root).as_posix(), source, parsed(source))


@cache
def parsed(source: str) -> ast.Module:
    """Once for all rules: nobody changes the tree."""
    return ast.parse(source)


@cache
def imports(module: Module) -> list[Import]:
    """Every import: in functions, under TYPE_CHECKING, relative, by import_module("...") too."""
    return list(found_in(module))


def found_in(module: Module) -> Iterator[Import]:
    late = {id(n) for block in ast.walk(module.tree) if waits(block) for n in ast.walk(block)}
    for node in ast.walk(module.tree):
        for target in targets(node, module):
            yield Import(target, getattr(node, "lineno", 0), id(node) in late)


def waits(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def targets(node: ast.AST, module: Module) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=name, names=names, level=level):
            above = Path(module.path).parts[:-level] if level else ()
            base = ".".join([*above, *([name] if name else [])])
            return [f"{base}.{alias.name}" for alias in names]
        case ast.Call(
            func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def room_of(target: str) -> str | None:
    """The room of ours that an import enters; "" is the front door, None is somebody else's."""
    top, _, rest = target.partition(".")
    name = rest.partition(".")[0]
    if top != "factcheck" or name == "__version__":
        return None
    return name if name in LEVELS else ""


def is_front_door(module: Module) -> bool:
    return module.path == "factcheck/__init__.py"


def upward_imports(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        if is_front_door(module) or module.room not in LEVELS:
            continue
        for target, line, _ in imports(module):
            room = room_of(target)
            if room is None or room == module.room:
                continue
            own, other = LEVELS[module.room], LEVELS[room] if room else FRONT_DOOR
            if other >= own:
                found.append(
                    f"{module.path}:{line}: level {own[0]} imports {target}, level {other[0]}"
                    + " (not further left on that line)" * (own[0] == other[0])
                )
    return found


def unknown_rooms(root: Path) -> list[str]:
    rooms = {m.room: m.path for m in modules(root) if not is_front_door(m)}
    return [
        f"{path}: a new room needs a line in the map, here and in CONTRIBUTING.md"
        for room, path in rooms.items()
        if room not in LEVELS
    ]


def stray_imports(root: Path) -> list[str]:
    """Libraries in rooms that must not know them."""
    found = []
    for module in modules(root):
        for target, line, late in imports(module):
            top = target.partition(".")[0]
            if top in {"typer", "click"} and (top == "click" or module.room != "cli"):
                found.append(f"{module.path}:{line}: {top}: only cli imports typer, nobody click")
            if top == "alembic" and not (module.room == "schema" and late):
                found.append(f"{module.path}:{line}: alembic is for schema.py, in a function")
            if top == "sqlalchemy" and module.room in NO_SQLALCHEMY:
                found.append(f"{module.path}:{line}: {module.room} never imports sqlalchemy")
            if module.room in NO_DATABASE and room_of(target) in {"models", "db", "services", ""}:
                found.append(f"{module.path}:{line}: {module.room} never sees the database")
    return found


def raw_sql(root: Path) -> list[str]:
    """sqlalchemy's text() under any name, and exec_driver_sql, outside the rooms for SQL."""
    found = []
    for module in modules(root):
        if module.path in RAW_SQL:
            continue
        named = [i.line for i in imports(module) if re.match(r"sqlalchemy\b.*\.text$", i.target)]
        # In models/ text() is the condition of a partial index: schema, like a CHECK's string.
        lines = [] if module.room == "models" else named
        lines += [n.lineno for n in ast.walk(module.tree) if is_raw_sql(n)]
        found += [f"{module.path}:{line}: raw SQL belongs in {sorted(RAW_SQL)}" for line in lines]
    return found


def is_raw_sql(node: ast.AST) -> TypeGuard[ast.Attribute]:
    match node:
        case ast.Attribute(attr="exec_driver_sql"):
            return True
        case ast.Attribute(attr="text", value=ast.Name(id="sa" | "sqlalchemy")):
            return True
    return False


def bulk_writes(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        for node in ast.walk(module.tree):
            match node:
                case ast.Attribute(attr="executemany", lineno=line):
                    pass
                case ast.Constant(value=str(text), lineno=line) if re.match(
                    r"\s*COPY\s+\S+", text
                ):
                    pass
                case _:
                    continue
            if module.path != "factcheck/bulk.py":
                found.append(f"{module.path}:{line}: executemany and COPY belong in bulk.py")
    return found


def prints(root: Path) -> list[str]:
    return [
        f"{module.path}:{node.lineno}: only cli/output.py prints"
        for module in modules(root)
        if module.path != "factcheck/cli/output.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def vague_names(root: Path) -> list[str]:
    return [
        f"{module.path}: name it for what it holds, in the newsroom's words"
        for module in modules(root)
        if VAGUE & {part.strip("_") for part in Path(module.path).with_suffix("").parts}
    ]


def long_modules(root: Path) -> list[str]:
    sizes = {module.path: len(module.source.splitlines()) for module in modules(root)}
    return [f"{path}: {n} lines, at most {LONGEST}" for path, n in sizes.items() if n > LONGEST]


def missing_mirrors(root: Path) -> list[str]:
    """factcheck/services/claims.py is tested in tests/services/test_claims.py."""
    paths = [Path(m.path) for m in modules(root) if not Path(m.path).name.startswith("__")]
    mirrors = {p: Path("tests", *p.parts[1:-1], f"test_{p.name}") for p in paths}
    return [f"{p}: no {mirror}" for p, mirror in mirrors.items() if not (root / mirror).is_file()]


def keep(rule: Rule) -> None:
    if found := rule(ROOT):
        pytest.fail("\n".join(found), pytrace=False)


def test_imports_go_downwards_only() -> None:
    keep(upward_imports)


def test_every_room_is_in_the_map() -> None:
    keep(unknown_rooms)


def test_libraries_stay_in_their_rooms() -> None:
    keep(stray_imports)


def test_raw_sql_stays_in_its_rooms() -> None:
    keep(raw_sql)


def test_only_bulk_writes_in_bulk() -> None:
    keep(bulk_writes)


def test_only_output_prints() -> None:
    keep(prints)


def test_no_module_has_a_vague_name() -> None:
    keep(vague_names)


def test_modules_are_short() -> None:
    keep(long_modules)


def test_every_module_has_its_tests() -> None:
    keep(missing_mirrors)


def test_contributing_shows_the_same_map() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    missing = [line for line in MAP.strip().split("\n")[:-1] if f"\n{line}" not in page]
    assert not missing, "these lines of the map are not in CONTRIBUTING.md as they stand here"


@pytest.mark.parametrize(
    ("rule", "file", "source"),
    [
        (upward_imports, "models/claim.py", "from factcheck.services import claims"),
        (upward_imports, "models/claim.py", "from factcheck import services"),
        (upward_imports, "models/claim.py", "import factcheck.db"),
        (upward_imports, "models/claim.py", "from .. import db"),
        (upward_imports, "models/claim.py", "from ..db import Database"),
        (upward_imports, "models/claim.py", "def late():\n    from factcheck import db"),
        (upward_imports, "models/claim.py", "if TYPE_CHECKING:\n    from factcheck import db"),
        (upward_imports, "models/claim.py", "importlib.import_module('factcheck.db')"),
        (upward_imports, "text.py", "from factcheck import models"),
        (upward_imports, "text.py", "from factcheck import urls"),
        (upward_imports, "services/claims.py", "from factcheck import Database"),
        (unknown_rooms, "attic.py", ""),
        (stray_imports, "services/claims.py", "import typer"),
        (stray_imports, "cli/main.py", "import click"),
        (stray_imports, "schema.py", "from alembic import command"),
        (stray_imports, "db.py", "if TYPE_CHECKING:\n    from alembic import command"),
        (stray_imports, "db.py", "def late():\n    from alembic import command"),
        (stray_imports, "cli/claims.py", "from sqlalchemy.orm import Session"),
        (stray_imports, "extract/quotes.py", "from factcheck.models import Claim"),
        (raw_sql, "services/claims.py", "from sqlalchemy import select, text"),
        (raw_sql, "services/claims.py", "from sqlalchemy.sql import text as t"),
        (raw_sql, "services/claims.py", "import sqlalchemy as sa\nsa.text('SELECT 1')"),
        (raw_sql, "models/claim.py", "connection.exec_driver_sql('SELECT 1')"),
        (raw_sql, "search/engine.py", "connection.exec_driver_sql('SELECT 1')"),
        (bulk_writes, "services/claims.py", "cursor.executemany(statement, rows)"),
        (bulk_writes, "storage.py", "cursor.copy('COPY claim FROM STDIN')"),
        (prints, "cli/claims.py", "print('done')"),
        (vague_names, "services/helpers.py", ""),
        (vague_names, "cli/_common.py", ""),
        (long_modules, "db.py", "pass\n" * (LONGEST + 1)),
        (missing_mirrors, "services/claims.py", ""),
    ],
)
def test_each_rule_fires(rule: Rule, file: str, source: str, tmp_path: Path) -> None:
    build(tmp_path, file, source)
    assert f"factcheck/{file}" in "\n".join(rule(tmp_path))


@pytest.mark.parametrize(
    ("rule", "file", "source"),
    [
        (upward_imports, "services/claims.py", "from factcheck import __version__, db, text"),
        (upward_imports, "models/claim.py", "from factcheck import text"),
        (upward_imports, "services/claims.py", "from .sources import find\nfrom . import tags"),
        (upward_imports, "cli/claims.py", "from factcheck import Database, services"),
        (upward_imports, "__init__.py", "from factcheck.db import Database"),
        (stray_imports, "schema.py", "def upgrade():\n    from alembic import command"),
        (stray_imports, "schema.py", "if TYPE_CHECKING:\n    from alembic import command"),
        (raw_sql, "services/claims.py", "from factcheck import text\ntext.tokens('a', 'en')"),
        (raw_sql, "search/sqlite.py", "from sqlalchemy import text"),
        (raw_sql, "models/claim.py", "from sqlalchemy import Index, text"),
        (bulk_writes, "bulk.py", "cursor.executemany(statement, rows)"),
        (prints, "cli/output.py", "print('done')"),
        (missing_mirrors, "services/__init__.py", ""),
    ],
)
def test_no_rule_fires_on_what_is_right(
    rule: Rule, file: str, source: str, tmp_path: Path
) -> None:
    build(tmp_path, file, source)
    assert rule(tmp_path) == []


def build(root: Path, file: str, source: str) -> None:
    module = root / "factcheck" / file
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(source, encoding="utf-8")
