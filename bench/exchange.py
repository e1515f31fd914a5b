"""What an import and an export cost, beside what they could cost at best: python bench/exchange.py

Makes a database of made-up claims (bench/data.py) and its export, then measures, each in a
process of its own and in turn, in CPU time:

* limit: ``executemany`` of prepared tuples of the state into the same schema, by the
  statements of bench/limit.sql; no log, nothing read, nothing checked, one transaction;
* import: ``factcheck import`` of the export, with the log; the log's share apart;
* again: the same import once more, when everything is there;
* sqlite-utils: one flat table of the claims' texts with full-text search;
* json_object: SQLite writes the export's records as JSON by itself; export: ours.

With --postgres also the import into PostgreSQL beside COPY of the same rows, both with the
CPU time of the server's process. Prints medians and ratios.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LIMIT = Path(__file__).with_name("limit.sql")


def statements() -> dict[str, str]:
    """The statements of bench/limit.sql, by table."""
    lines = LIMIT.read_text(encoding="utf-8").splitlines()
    return {line.split()[2]: line for line in lines if line.startswith("INSERT")}


def state(path: str) -> dict[str, list[Any]]:
    """Every row of the logged tables, as limit.sql takes them."""
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: raw.execute(f"SELECT {_columns(told)} FROM {table}").fetchall()
            for table, told in statements().items()
        }


def _columns(statement: str) -> str:
    return statement[statement.index("(") + 1 : statement.index(")")]


# What is measured. Each prints its CPU seconds and the most memory that it held.


def limit(source: str, target: str) -> float:
    rows, told = state(source), statements()
    _fresh(target)
    gc.collect()
    begun = time.process_time()
    with closing(sqlite3.connect(target, isolation_level=None)) as raw:
        for name, value in (("foreign_keys", 1), ("cache_size", -65536), ("synchronous", "FULL")):
            raw.execute(f"PRAGMA {name}={value}")
        raw.execute("BEGIN IMMEDIATE")
        for table, held in rows.items():
            raw.executemany(told[table], held)
        raw.execute("COMMIT")
    return time.process_time() - begun


def _fresh(target: str) -> None:
    from factcheck import schema

    Path(target).unlink(missing_ok=True)
    schema.create(target).close()


def importing(exported: str, target: str) -> float:
    _fresh(target)
    return _import(exported, target)


def again(exported: str, target: str) -> float:
    return _import(exported, target)


def _import(exported: str, target: str) -> float:
    from factcheck.db import Database
    from factcheck.exchange import importing

    begun = time.process_time()
    with Database(target) as database:
        done = importing.run(database, exported, by="bench")
    spent = time.process_time() - begun
    assert not done.tally.results["refused"], done.tally.reasons
    return spent


def log_share(exported: str, target: str) -> float:
    """The part of an import that goes into the log: its payloads, hashes, rows and entries."""
    from factcheck import loading
    from factcheck.history import record

    spent: list[float] = []

    def clocked(module: Any, name: str) -> None:
        real = getattr(module, name)

        def timed(*args: Any, **options: Any) -> Any:
            begun = time.process_time()
            made = real(*args, **options)
            spent.append(time.process_time() - begun)
            return made

        setattr(module, name, timed)

    for module, name in ((loading, "_payloads"), (loading, "record_new"), (record, "seal")):
        clocked(module, name)
    importing(exported, target)
    return sum(spent)


def flat(exported: str, target: str) -> float:
    """sqlite-utils: the claims' own texts in one table, with full-text search."""
    from sqlite_utils import Database as Flat

    Path(target).unlink(missing_ok=True)
    begun = time.process_time()
    with Path(exported).open(encoding="utf-8") as lines:
        table: Any = Flat(target)["claim"]
        table.insert_all(_flat(lines), pk="uid")
        table.enable_fts(["text", "context"])
    return time.process_time() - begun


def _flat(lines: Any) -> Iterator[dict[str, Any]]:
    for line in lines:
        if '"type":"claim"' in line[:20]:
            told = json.loads(line)
            yield {
                name: json.dumps(value) if isinstance(value, list) else value
                for name, value in told.items()
            }


_JSON = """
SELECT json_object('type', 'claim', 'id', id, 'uid', uid, 'text', text, 'context', context,
  'language', language, 'tracked', tracked, 'stage', stage, 'priority', priority, 'why', why,
  'added_at', added_at, 'added_by', added_by,
  'tags', (SELECT json_group_array(t.name) FROM claim_tag h JOIN tag t ON t.id = h.tag_id
    WHERE h.claim_id = c.id AND h.removed = 0),
  'appearances', (SELECT json_group_array(json_object('id', a.id, 'uid', a.uid, 'speaker', s.uid,
    'source', o.uid, 'said_on', said_on, 'quote', quote, 'locator', locator, 'archive_url',
    a.archive_url, 'added_at', added_at, 'added_by', added_by, 'withdrawn_because',
    withdrawn_because)) FROM appearance a LEFT JOIN speaker s ON s.id = a.speaker_id
    LEFT JOIN source o ON o.id = a.source_id WHERE a.claim_id = c.id),
  'evidence', (SELECT json_group_array(json_object('id', e.id, 'uid', e.uid, 'appearance', a.uid,
    'stance', stance, 'by', s.uid, 'source', o.uid, 'quote', e.quote, 'locator', e.locator, 'note',
    note, 'retrieved_on', retrieved_on, 'rank', rank, 'confidential', confidential,
    'independence_group', independence_group, 'archive_url', e.archive_url, 'added_at',
    e.added_at, 'added_by', e.added_by, 'withdrawn_because', e.withdrawn_because))
    FROM evidence e LEFT JOIN speaker s ON s.id = e.by_id LEFT JOIN source o ON o.id = e.source_id
    LEFT JOIN appearance a ON a.id = e.appearance_id WHERE e.claim_id = c.id),
  'verdicts', (SELECT json_group_array(json_object('id', v.id, 'uid', v.uid, 'appearance', a.uid,
    'verdict', verdict, 'reason', reason, 'text_sha256', text_sha256, 'ruled_at', ruled_at,
    'ruled_by', ruled_by, 'ended', ended, 'ended_at', ended_at, 'ended_because', ended_because))
    FROM verdict v LEFT JOIN appearance a ON a.id = v.appearance_id WHERE v.claim_id = c.id),
  'reviews', (SELECT json_group_array(json_object('id', r.id, 'uid', r.uid, 'publisher', publisher,
    'publisher_site', publisher_site, 'url', url, 'canonical_url', canonical_url, 'title', title,
    'wording', wording, 'rating', rating, 'rating_value', rating_value, 'rating_best', rating_best,
    'rating_worst', rating_worst, 'verdict', verdict, 'confidence', confidence, 'published_on',
    published_on, 'language', r.language, 'licence', licence, 'raw', raw, 'content_sha256',
    content_sha256, 'added_at', r.added_at, 'withdrawn_because', withdrawn_because))
    FROM review r WHERE r.claim_id = c.id)) FROM claim c ORDER BY id
"""
_SOURCES = """
SELECT json_object('type', 'source', 'id', id, 'uid', uid, 'kind', kind, 'title', title, 'url',
  url,
  'canonical_url', canonical_url, 'publisher', publisher, 'published_on', published_on,
  'archive_url', archive_url, 'description', description) FROM source ORDER BY id
"""
_SPEAKERS = """
SELECT json_object('type', 'speaker', 'id', id, 'uid', uid, 'name', name, 'kind', kind,
  'description', description) FROM speaker ORDER BY id
"""


def json_object(source: str, target: str) -> float:
    begun = time.process_time()
    with closing(sqlite3.connect(source)) as raw, Path(target).open("w", encoding="utf-8") as into:
        raw.execute("PRAGMA cache_size=-65536")
        for query in (_SPEAKERS, _SOURCES, _JSON):
            for (line,) in raw.execute(query):
                into.write(line + "\n")
    return time.process_time() - begun


def exporting(source: str, target: str) -> float:
    from factcheck.db import Database
    from factcheck.exchange import exporting

    begun = time.process_time()
    with (
        Database(source) as database,
        database.reading(unhurried=True) as session,
        Path(target).open("wb") as into,
    ):
        for piece in exporting.export(session, "jsonl", None):
            into.write(piece)
    return time.process_time() - begun


def copy_rows(source: str, url: str) -> float:
    """PostgreSQL: COPY of the rows of the state, client and server."""
    import psycopg
    from sqlalchemy import make_url

    from factcheck import indexing

    rows, told = state(source), statements()
    words = [(one[0], indexing.vector(indexing.Document(*one))) for one in rows.pop("search")]
    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    begun = time.process_time()
    with psycopg.connect(where) as connection, connection.cursor() as cursor:
        for table, held in rows.items():
            names = _columns(told[table])
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in held:
                    copy.write_row(row)
        with cursor.copy("COPY search (claim_id, words) FROM STDIN") as copy:
            for pair in words:
                copy.write_row(pair)
        connection.commit()
        server = _server_cpu(connection.info.backend_pid)
    return time.process_time() - begun + server


def importing_there(exported: str, url: str) -> float:

    from factcheck.db import Database
    from factcheck.exchange import importing

    begun = time.process_time()
    with Database(url) as database:
        importing.run(database, exported, by="bench")
        with database.engine(writing=True).connect() as connection:
            raw: Any = connection.connection.driver_connection
            server = _server_cpu(raw.info.backend_pid)

    return time.process_time() - begun + server


def _server_cpu(pid: int) -> float:
    """The CPU seconds of a process of the server on this machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


CHILDREN = {
    each.__name__: each
    for each in (
        *(limit, importing, again, log_share, flat, json_object, exporting),
        *(copy_rows, importing_there),
    )
}


def child(name: str, source: str, target: str) -> None:
    spent = CHILDREN[name](source, target)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "rss": most}))


def measured(name: str, source: Path | str, target: Path | str) -> dict[str, float]:
    """One run in a process of its own."""
    words = [sys.executable, __file__, "--child", name, str(source), str(target)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(size: int, rounds: int, home: Path) -> list[str]:
    """All of it at one size, in turn; the table of medians."""
    made, exported = home / "made.db", home / "made.jsonl"
    target, state_of = home / "target.db", home / "state.db"
    subprocess.run(
        [sys.executable, str(ROOT / "bench/data.py"), str(size), str(made)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    measured("exporting", made, exported)
    made.unlink()
    measured("importing", exported, state_of)
    steps: tuple[tuple[str, Path, Path], ...] = (
        ("limit", state_of, target),
        ("importing", exported, target),
        ("again", exported, target),
        ("log_share", exported, target),
        ("flat", exported, target),
        ("json_object", state_of, home / "limit.jsonl"),
        ("exporting", state_of, home / "ours.jsonl"),
    )
    found: dict[str, list[dict[str, float]]] = {name: [] for name, _, _ in steps}
    for _ in range(rounds):
        for name, source, into in steps:
            found[name].append(measured(name, source, into))
    same = (home / "ours.jsonl").read_bytes() == exported.read_bytes()
    assert same, "the second export differs from the first"
    return _rows(size, found)


def _rows(size: int, found: dict[str, list[dict[str, float]]]) -> list[str]:
    cpu = {name: statistics.median(one["cpu"] for one in runs) for name, runs in found.items()}
    rss = {name: max(one["rss"] for one in runs) for name, runs in found.items()}
    told = {
        "limit": ("limit: executemany, no log", cpu["limit"]),
        "importing": ("import, with the log", cpu["limit"]),
        "again": ("the same import again: all unchanged", cpu["limit"]),
        "flat": ("sqlite-utils, one flat table, full-text search", cpu["limit"]),
        "json_object": ("SQLite's json_object", cpu["json_object"]),
        "exporting": ("export", cpu["json_object"]),
    }
    lines = [
        f"{size:,} claims",
        "",
        "| step | CPU s | claims per CPU s | rate beside the limit | MB |",
        "|---|---|---|---|---|",
    ]
    for name, (what, best) in told.items():
        lines.append(
            f"| {what} | {cpu[name]:.2f} | {size / cpu[name]:,.0f} | {best / cpu[name]:.2f} "
            f"| {rss[name]:.0f} |"
        )
    share = cpu["log_share"] / cpu["importing"]
    return [
        *lines,
        "",
        f"Round by round: import beside the limit {_by_rounds(found, 'limit', 'importing')};",
        f"export beside json_object {_by_rounds(found, 'json_object', 'exporting')}.",
        f"The log's share of the import: {share:.0%}.",
    ]


def _by_rounds(found: dict[str, list[dict[str, float]]], best: str, ours: str) -> str:
    """The ratio in each round: what is measured one after the other had the same machine."""
    both = zip(found[best], found[ours], strict=True)
    return ", ".join(f"{one['cpu'] / other['cpu']:.2f}" for one, other in both)


def on_postgres(size: int, rounds: int, home: Path) -> list[str]:
    """The import into PostgreSQL beside COPY of the same rows."""
    from factcheck import schema
    from tests import postgres

    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL's server programs were not found")
    server = postgres.Server(programs)
    spent: dict[str, list[float]] = {"copy_rows": [], "importing_there": []}
    try:
        for number in range(rounds):
            for name, source in (("copy_rows", "state.db"), ("importing_there", "made.jsonl")):
                url = server.create(f"{name}{number}")
                schema.create(url).close()
                spent[name].append(measured(name, home / source, url)["cpu"])
                server.drop(f"{name}{number}")
    finally:
        server.stop()
    cpu = {name: statistics.median(runs) for name, runs in spent.items()}
    best = cpu["copy_rows"]
    return [
        "",
        "| PostgreSQL, client and server | CPU s | claims per CPU s | rate beside COPY |",
        "|---|---|---|---|",
        _row("COPY of the rows, no log", size, best, best),
        _row("import, with the log", size, cpu["importing_there"], best),
    ]


def _row(what: str, size: int, spent: float, best: float) -> str:
    return f"| {what} | {spent:.2f} | {size / spent:,.0f} | {best / spent:.2f} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("size", type=int, nargs="*", default=[100_000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--postgres", action="store_true")
    options.add_argument("--child", nargs=3)
    told = options.parse_args()
    if told.child:
        child(*told.child)
        return
    home = Path(tempfile.mkdtemp())
    os.environ["XDG_STATE_HOME"] = str(home / "state")
    try:
        for size in told.size:
            print("\n".join(table(size, told.rounds, home)), flush=True)
            if told.postgres:
                print("\n".join(on_postgres(size, told.rounds, home)), flush=True)
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
