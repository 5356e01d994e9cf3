"""How fast statements come into a PostgreSQL book, against the raw limit R: ``COPY`` of the same finished rows.

``python -m benchmarks.postgres_speed [--rows 10000 100000] [--folder DIR] [--lists]``

It starts a server of its own, which syncs as an office's does; both sides use it with the same settings. R streams the
finished rows of all tables, prepared before the clock starts, into an empty database of the same schema (partitions,
indexes, triggers), in one durable transaction. CPU seconds are the client's with its children and the server's, all
processes; the ratio is to R of the same number of rows in the same run. The start of the command line is inside the
program's figures and not inside R; it stands in a row alone.

``--lists`` measures the reading instead: pages, jumps, scrolling and filters of the Transactions page on a book of so
many rows, the filters once scanned and once by the search index, and what building that index takes.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import psycopg
from sqlalchemy import Connection, TextClause, text

from app.core import clock
from app.core.actions.extend_search import extend_search
from app.core.book import Book
from app.core.queries import transactions as lists
from app.core.queries.days import day_tiles
from app.core.queries.rows import TransactionFilter
from app.core.store.engine_postgres import PostgresStore
from benchmarks.documents import EXTRA, Documents
from benchmarks.measure import PROGRAM, Used, run
from tests import postgres

SETTINGS = (
    "listen_addresses=127.0.0.1",
    "timezone=UTC",
    "shared_buffers=512MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=60min",
    "autovacuum=off",
)
"""Everything that makes a commit durable is at its default (on). What a server does at its own time is kept out of the
measured stretches: checkpoints are taken between them, and so is ``VACUUM ANALYZE`` in autovacuum's place."""

BUSINESS = ("--business", "TESTBIZ LIMITED")
BLOCK = 1 << 18
TICKS = os.sysconf("SC_CLK_TCK")
FORMS = ("text", "binary")
PAGE = 100
FILTERS = (
    *("UG", "UGTKV", "UGTKVFMR9Q", "inv 20", "House 4", "INV-341421", "250000", "1500", "0712", "****001", "4471"),
    *("KIPLAMO", "stock", "00", "x", "zq", "no such thing"),
)
_TABLES = """
SELECT relname, pg_get_indexdef(i.indexrelid) FROM pg_class c
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname LIKE 'document%' DESC, c.oid
"""


class Spent(NamedTuple):
    """CPU seconds of the client and of the server, wall seconds, the client's peak memory."""

    client: float
    server: float
    wall: float
    peak_mb: float

    @property
    def cpu(self) -> float:
        return self.client + self.server


class Line(NamedTuple):
    """One line of the table; ``goal`` is a ratio to ``base``."""

    what: str
    spent: Spent
    base: Spent
    goal: float | None = None
    base_name: str = "R"


def main() -> None:
    called = _arguments()
    with (
        mock.patch.object(postgres, "SETTINGS", SETTINGS),
        postgres.running("speed") as server,
        tempfile.TemporaryDirectory(dir=called.folder) as scratch,
    ):
        bench = Bench(server, Path(scratch))
        for rows in called.rows:
            documents = Documents(called.folder / "documents", rows)
            if called.lists:
                bench.lists(documents)
                continue
            print(f"load before: {os.getloadavg()[0]:.1f}")
            _print(rows, bench.measure(documents, repeat=called.repeat, is_first_only=called.first_only))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument("--repeat", type=int, default=1, help="take the median of this many runs (R and first import)")
    parser.add_argument("--lists", action="store_true", help="only the lists and filters of a book of that size")
    parser.add_argument("--first-only", action="store_true", help="only R and the first import")
    called = parser.parse_args()
    called.folder.mkdir(parents=True, exist_ok=True)
    return called


class Bench:
    """A server to measure on."""

    def __init__(self, server: postgres.Server, scratch: Path) -> None:
        self._server, self._scratch = server, scratch
        with psycopg.connect(server.url("postgres")) as connection:
            told = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        assert told is not None
        self._postmaster = int(told[0].split()[0])

    def measure(self, documents: Documents, *, repeat: int, is_first_only: bool) -> list[Line]:
        """All scenarios of one size, each into a database of its own."""
        turns = []
        for _ in range(repeat):
            book = self._server.new_database()
            first = self._new_and_import(book, documents.first())
            self._tidy(book)
            turns.append((first, self._raw(book), book))
        for *_, other in turns[:-1]:
            self._server.drop_database(other)
        first, raw = (_median([turn[side] for turn in turns]) for side in (0, 1))
        start_up = self._start_up()
        lines = [
            Line("R", raw, raw),
            Line("start-up alone (list of an empty book)", start_up, raw),
            Line("first import", first, raw, 2.5),
        ]
        if not is_first_only:
            lines += self._into_full(book, documents, raw)
        self._server.drop_database(book)
        return lines

    def _into_full(self, book: str, documents: Documents, raw: Spent) -> list[Line]:
        empty = self._server.new_database()
        into_empty = self._new_and_import(empty, documents.extra())
        self._server.drop_database(empty)
        return [
            Line("the same file again", self._import_copy(book, documents.first()), raw),
            Line("the same rows downloaded again", self._import_copy(book, documents.downloaded_again()), raw),
            Line("a half-overlapping file", self._import_copy(book, documents.half_overlapping()), raw),
            Line(f"{EXTRA:,} rows into an empty book", into_empty, raw),
            Line(
                f"{EXTRA:,} rows into this book", self._import_copy(book, documents.extra()), into_empty, 1.2, "empty"
            ),
            Line("the day's totals brought up to date", self._refresh(book), raw),
        ]

    # ------------------------------------------------------------ scenarios

    def _new_and_import(self, url: str, document: Path) -> Spent:
        _checked(run([*PROGRAM, "new", url, *BUSINESS]))
        return self._import(url, document)

    def _import(self, url: str, document: Path) -> Spent:
        return self._command([*PROGRAM, "import", url, str(document), "--json"])

    def _import_copy(self, book: str, document: Path) -> Spent:
        copy = self._server.url("copy")
        self._server.drop_database(copy)
        self._as_admin(f"CREATE DATABASE copy TEMPLATE {book.rpartition('/')[2]} STRATEGY file_copy")
        spent = self._import(copy, document)
        self._server.drop_database(copy)
        return spent

    def _start_up(self) -> Spent:
        url = self._server.new_database()
        _checked(run([*PROGRAM, "new", url, *BUSINESS]))
        spent = self._command([*PROGRAM, "list", url, "days", "--json"])
        self._server.drop_database(url)
        return spent

    def _refresh(self, book: str) -> Spent:
        store = PostgresStore(book, is_new=False)

        def refresh() -> None:
            with store.writer.begin() as connection:
                store.refresh_daily(connection)

        spent = self._inside(refresh)
        store.close()
        return spent

    def _tidy(self, url: str) -> None:
        """What autovacuum would have done before somebody imports again."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    # ------------------------------------------------------------ lists

    def lists(self, documents: Documents) -> None:
        """Milliseconds of queries through the book's door, as the Transactions page asks them."""
        url = self._server.new_database()
        self._new_and_import(url, documents.first())
        self._tidy(url)
        book = Book.open(url)
        print(f"\n{documents.rows:,} rows on PostgreSQL, load {os.getloadavg()[0]:.1f}")
        for what, times in _list_times(book).items():
            print(f"  {what:40} median {statistics.median(times):6.0f} ms, worst {max(times):6.0f} ms")
        scanned = {words: _filter_times(book, words) for words in FILTERS}
        _print_building(book)
        print(f"  {'filter':20} first rows: scanned, by the index     all hits: scanned, by the index")
        for words, (first, whole) in scanned.items():
            now_first, now_whole = _filter_times(book, words)
            print(f"  {words!r:20} {first:16.0f} {now_first:10.0f} ms {whole:18.0f} {now_whole:10.0f} ms", flush=True)
        book.close()
        self._server.drop_database(url)

    # ------------------------------------------------------------ R

    def _raw(self, book: str) -> Spent:
        """The quicker of the two formats that ``COPY`` knows, streamed from files."""
        return min((self._raw_in(book, form) for form in FORMS), key=lambda spent: spent.cpu)

    def _raw_in(self, book: str, form: str) -> Spent:
        """Finished rows, in the order in which they were written, into an empty database of the same schema."""
        files = self._exported(book, form)
        url = self._server.new_database()
        store = PostgresStore(url, is_new=True)
        store.prepare()
        store.close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DELETE FROM alembic_version")

        def copy() -> None:
            with psycopg.connect(url) as connection, connection.cursor() as cursor:
                for table, file in files.items():
                    _copy_in(cursor, table, form, file)

        spent = self._inside(copy)
        self._server.drop_database(url)
        print(f"  R by {form}: client {spent.client:.2f}, server {spent.server:.2f}, wall {spent.wall:.2f}", flush=True)
        return spent

    def _exported(self, book: str, form: str) -> dict[str, Path]:
        files: dict[str, Path] = {}
        with psycopg.connect(book) as connection:
            for table, key in connection.execute(_TABLES).fetchall():
                order = f"ORDER BY {_columns_of(key)}" if key else ""
                place = self._scratch / f"{table}.{form}"
                sentence = f"COPY (SELECT * FROM {table} {order}) TO STDOUT (FORMAT {form})"
                with place.open("wb") as file, connection.cursor() as cursor, cursor.copy(sentence.encode()) as blocks:
                    for block in blocks:
                        file.write(block)
                files[table] = place
        return files

    # ------------------------------------------------------------ clocks

    def _command(self, command: Sequence[str]) -> Spent:
        """A command of the program, measured from outside."""
        self._settle()
        with self._server_clock() as server:
            used = _checked(run(command))
        return Spent(used.cpu, server(), used.wall, used.peak_mb)

    def _inside(self, work: Callable[[], Any]) -> Spent:
        """Work of this process."""
        self._settle()
        with self._server_clock() as server:
            cpu, wall = time.process_time(), time.perf_counter()
            work()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        return Spent(cpu, server(), wall, 0)

    def _settle(self) -> None:
        self._as_admin("CHECKPOINT")

    @contextlib.contextmanager
    def _server_clock(self) -> Iterator[Callable[[], float]]:
        """Server CPU of the block; backends that ended in it are counted when the postmaster has buried them."""
        began = self._server_cpu()
        ended = [0.0]
        yield lambda: ended[0] - began
        time.sleep(0.3)
        ended[0] = self._server_cpu()

    def _server_cpu(self) -> float:
        """CPU seconds of the postmaster, of its processes and of those it has buried."""
        children = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children").read_text().split()
        ticks = sum(_ticks(self._postmaster)[:4])
        for child in children:
            with contextlib.suppress(OSError):
                ticks += sum(_ticks(int(child))[:2])
        return ticks / TICKS

    def _as_admin(self, sentence: str) -> None:
        with psycopg.connect(self._server.url("postgres"), autocommit=True) as connection:
            connection.execute(sentence.encode())


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _list_times(book: Book) -> dict[str, list[float]]:
    """First pages, random positions, pages by cursor, and the totals of days."""
    everything = TransactionFilter()
    anchors = book.ask(lists.transaction_anchors, filters=everything)
    n = anchors[-1].before + anchors[-1].n
    draw = random.Random(1)

    def jump() -> None:
        start = draw.randrange(n - PAGE)
        book.ask(lists.transaction_window, filters=everything, start=start, count=PAGE, anchors=anchors)

    page = book.ask(lists.transaction_page, filters=everything, limit=2 * PAGE)
    scrolled = []
    for _ in range(40):
        began = time.perf_counter()
        page = book.ask(lists.transaction_page, filters=everything, limit=2 * PAGE, after=page.next)
        scrolled.append((time.perf_counter() - began) * 1000)
    on = clock.day_of(anchors[0].day)
    asked: dict[str, Callable[[], Any]] = {
        "the first page": lambda: book.ask(lists.transaction_page, filters=everything, limit=2 * PAGE),
        "jump anywhere": jump,
        "the number of rows on each day": lambda: book.ask(lists.transaction_anchors, filters=everything),
        "the month's days": lambda: book.ask(day_tiles, year=on.year, month=on.month, wallet_id=None),
    }
    times = {what: [_timed(work) for _ in range(40)] for what, work in asked.items()}
    return times | {"scrolling on, a page by its cursor": scrolled}


def _filter_times(book: Book, words: str) -> tuple[float, float]:
    """The median of three for the first rows and for all hits."""
    filters = TransactionFilter(text=words)
    first = [_timed(lambda: book.ask(lists.quick_hits, filters=filters, limit=PAGE)) for _ in range(3)]
    whole = [_timed(lambda: book.ask(lists.transaction_hits, filters=filters)) for _ in range(3)]
    return statistics.median(first), statistics.median(whole)


def _one_number(reader: Connection, *, asked: TextClause) -> float:
    return float(reader.execute(asked).scalar_one())


def _print_building(book: Book) -> None:
    slices: list[float] = []
    has_more = True
    while has_more:
        began = time.perf_counter()
        has_more = bool(book.do_if_free(extend_search).value)
        slices.append((time.perf_counter() - began) * 1000)
    size = text("SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relname = 'search_texts'")
    whole = text("SELECT pg_database_size(current_database())")
    mb, all_mb = (book.ask(_one_number, asked=asked) / 1e6 for asked in (size, whole))
    slices.sort()
    print(
        f"  the index: {sum(slices) / 1000:.1f} s in {len(slices)} slices, median {statistics.median(slices):.0f} ms, "
        f"1 in 100 over {slices[len(slices) * 99 // 100]:.0f}, longest {slices[-1]:.0f}; {mb:.0f} of {all_mb:.0f} MB"
    )


def _ticks(pid: int) -> list[int]:
    """User and system time, own and of buried children, in clock ticks (proc(5), stat, fields 14 to 17)."""
    return list(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))


def _columns_of(index: str) -> str:
    """The columns of a primary key, from the sentence that would make its index."""
    return index.rpartition("(")[2].rstrip(")")


def _copy_in(cursor: psycopg.Cursor[Any], table: str, form: str, place: Path) -> None:
    with place.open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN (FORMAT {form})".encode()) as copy:
        while block := file.read(BLOCK):
            copy.write(block)


def _checked(used: Used) -> Used:
    if used.status not in (0, 1) or (used.status == 1 and not used.out.lstrip().startswith("[")):
        raise SystemExit(f"a measured command failed ({used.status}):\n{used.out[-2000:]}")
    return used


def _median(runs: Sequence[Any]) -> Any:
    return sorted(runs, key=lambda spent: spent.cpu)[len(runs) // 2]


def _print(rows: int, lines: Sequence[Line]) -> None:
    start_up = next(line.spent.cpu for line in lines if line.what.startswith("start-up"))
    print(f"\n{rows:,} rows{'':31} client   server    cpu s   wall s  peak MB  ratio          net of start-up  goal")
    for what, spent, base, goal, base_name in lines:
        net = spent.cpu - (0 if what == "R" else start_up)
        over = base.cpu - (0 if base_name == "R" else start_up)
        met = "" if goal is None else f"≤ {goal:<4} {_judged(spent.cpu / base.cpu, net / over, goal)}"
        figures = f"{spent.client:8.2f} {spent.server:8.2f} {spent.cpu:8.2f} {spent.wall:8.2f} {spent.peak_mb:8.0f}"
        print(
            f"{what:40} {figures}  {spent.cpu / base.cpu:6.2f} × {base_name:6} {net / over:8.2f}         {met}",
            flush=True,
        )


def _judged(gross: float, net: float, goal: float) -> str:
    """Goals are for the work; the start of the program, which a window pays once, is left out where it decides."""
    return "met" if gross <= goal else "met net" if net <= goal else "NOT MET"


if __name__ == "__main__":
    main()
