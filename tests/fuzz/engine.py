"""Fuzzing guided by steps: an input that takes a step not taken before is kept and changed further."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from app.core.sources import Payload
from app.core.sources.looking import must_be_apart
from tests.core.statement_files import SAMPLES
from tests.fuzz.steps import SOURCES, Tracer, lines_of_file
from tests.fuzz.target import Input, Target

LONGEST_CPU_SECONDS = 10.0
"""Reading an input of some kilobytes takes milliseconds; watched, and on a busy machine, still no second."""

MOST_BYTES_MORE = 256 << 20
"""What reading one input may add to what the process holds."""

SHRINKS = 150


class TooSlow(BaseException):
    """Reading took longer than any input may; no reader catches it."""


_CONTAINED = frozenset({"PanicException", "CalamineError", "PdfiumError"})
"""What the libraries raise at damaged files: the process that reads them in the program turns it into a sentence."""


class Finding(NamedTuple):
    """An input that did what none may: where, the last lines of the traceback, and the input."""

    place: str
    told: str
    value: Input


def corpus_file(target: Target) -> Path:
    """Where the inputs stand that earlier runs kept."""
    return SAMPLES / f"fuzz_{target.name}.json"


def corpus(target: Target) -> list[Input]:
    """What earlier runs kept."""
    path = corpus_file(target)
    found: list[Input] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


@contextlib.contextmanager
def limited(cpu_seconds: float) -> Iterator[None]:
    """Raise TooSlow after so much processor time, AssertionError where memory grew beyond measure."""
    before = _most_bytes_held(is_new=True)
    previous = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
    grown = _most_bytes_held() - before
    assert grown < MOST_BYTES_MORE, f"reading took {grown >> 20} MB of memory"


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlow


def _most_bytes_held(*, is_new: bool = False) -> int:
    """The most memory that the process held, since it began or since this was last asked anew."""
    if is_new:
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the mark is set to what is held now (proc(5))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def is_contained(error: BaseException, payload: Payload) -> bool:
    """Whether an error comes of a library that the program lets read such documents in a process apart only."""
    return must_be_apart(payload) and not _CONTAINED.isdisjoint(kind.__name__ for kind in type(error).__mro__)


def _always(_value: Input) -> bool:
    return True


class Fuzzer:
    """What is known of one source so far: the inputs worth changing, and the steps that they took together."""

    def __init__(
        self,
        target: Target,
        *,
        seed: int,
        more: list[Input] | None = None,
        watched: Path = SOURCES,
        cpu_seconds: float = LONGEST_CPU_SECONDS,
        before: Callable[[Input], bool] = _always,
    ) -> None:
        self.target = target
        self._before = before
        self.tracer = Tracer(watched)
        self._cpu_seconds = cpu_seconds
        self.taken: set[int] = set()
        self.pool: list[Input] = []
        self.findings: dict[str, Finding] = {}
        self.tried = self.refused = self.contained = 0
        self._chance = Random(seed)
        for value in [*target.seeds(), *corpus(target), *(more or [])]:
            steps = self.steps(value)
            if not steps <= self.taken or not self.pool:
                self.taken |= steps
                self.pool.append(value)

    def steps(self, value: Input) -> set[int]:
        """The steps that an input takes; none where it does what none may, which is put down in ``findings``.

        Nor where ``before``, which is asked first, will not have it read.
        """
        if not self._before(value):
            return set()
        payload, wallet = self.target.document(value)

        def read() -> None:
            self.refused += self.target.hold(value, payload, wallet) is None

        try:
            with limited(self._cpu_seconds):
                return self.tracer.steps(read)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what we look for
            if is_contained(error, payload):
                self.contained += 1
                return self.tracer.taken
            finding = _finding(error, value)
            self.findings.setdefault(finding.place, finding)
            return set()

    def next_input(self) -> Input:
        """One of the inputs worth changing, changed a few times."""
        value = self._chosen()
        for _ in range(self._chance.choice([1, 1, 2, 3, 4, 8])):
            value = self.target.changed(self._chance, value, self._chosen())
        return value

    def _chosen(self) -> Input:
        newest = self.pool[-max(5, len(self.pool) // 4) :]
        return self._chance.choice(newest if self._chance.random() < 0.5 else self.pool)

    def try_one(self, value: Input) -> bool:
        """Whether an input took a step that none took before; then it is kept."""
        steps = self.steps(value)
        self.tried += 1
        if steps <= self.taken:
            return False
        self.taken |= steps
        self.pool.append(value)
        return True


def _finding(error: BaseException, value: Input) -> Finding:
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame for frame in frames if "/app/" in frame.filename or frame.filename.endswith(("holding.py", "pages.py"))
    ]
    last = (own or frames)[-1]
    where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    told = "".join(traceback.format_exception(error)[-8:])
    return Finding(where, told[-3000:], value)


# ---------------------------------------------------------------- keeping little


def minimised(fuzzer: Fuzzer, values: list[Input]) -> list[Input]:
    """As few and small inputs as take, beyond the seeds, the steps that all these take; at most ``most_kept`` bytes."""
    seen: set[int] = set()
    for seed in fuzzer.target.seeds():
        seen |= fuzzer.steps(seed)
    told = [(value, fuzzer.steps(value)) for value in sorted(values, key=_size)]
    kept = _chosen_by_gain(told, seen)
    found: list[Input] = []
    needs = _needs_alone(kept, seen)
    for (value, _), need in zip(kept, needs, strict=True):
        found.append(shrunk(value, lambda one, need=need: need <= fuzzer.steps(one)))  # type: ignore[misc]
    return found


def _chosen_by_gain(told: list[tuple[Input, set[int]]], seen: set[int]) -> list[tuple[Input, set[int]]]:
    """Greedily, those that add most steps for their size."""
    kept: list[tuple[Input, set[int]]] = []
    covered = set(seen)
    rest = list(told)
    while rest:
        best = max(rest, key=lambda one: len(one[1] - covered) / (200 + _size(one[0])))
        if best[1] <= covered:
            break
        covered |= best[1]
        kept.append(best)
        rest = [one for one in rest if not one[1] <= covered]
    return kept


def _needs_alone(kept: list[tuple[Input, set[int]]], seen: set[int]) -> list[set[int]]:
    """For each, the steps that nothing before it took."""
    covered = set(seen)
    needs = []
    for _, steps in kept:
        needs.append(steps - covered)
        covered |= steps
    return needs


def shrunk(value: Input, is_enough: Callable[[Input], bool]) -> Input:
    """The value with elements of lists and pieces of texts left out, as long as that is enough."""
    tries = SHRINKS
    is_smaller = True
    while is_smaller and tries > 0:
        is_smaller = False
        for smaller in _smaller(value):
            tries -= 1
            if tries < 0:
                break
            if _is_still(smaller, is_enough):
                value, is_smaller = smaller, True
                break
    return value


def _is_still(value: Input, is_enough: Callable[[Input], bool]) -> bool:
    try:
        return is_enough(value)
    except Exception:  # noqa: BLE001 - no longer an input that a document can be made of
        return False


def _smaller(value: Any) -> Iterator[Any]:
    """The value with one part of it left out: halves of lists first, then single elements, then what is inside."""
    if isinstance(value, list):
        half = len(value) // 2
        if half:
            yield value[:half]
            yield value[half:]
        for at in range(len(value)):
            yield [*value[:at], *value[at + 1 :]]
        for at, one in enumerate(value):
            for smaller in _smaller(one):
                yield [*value[:at], smaller, *value[at + 1 :]]
    elif isinstance(value, dict):
        for key, one in value.items():
            for smaller in _smaller(one):
                yield {**value, key: smaller}
    elif isinstance(value, str) and len(value) > 40:
        yield value[: len(value) // 2]


def _size(value: Input) -> int:
    return len(json.dumps(value))


def keep(fuzzer: Fuzzer, values: list[Input]) -> int:
    """Write the corpus anew from these inputs; how many are kept. One line an input."""
    lines, size = [], 0
    for value in minimised(fuzzer, values):
        line = json.dumps(value, separators=(",", ":"))
        size += len(line)
        if size > fuzzer.target.most_kept:
            break
        lines.append(line)
    corpus_file(fuzzer.target).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return len(lines)


def report(fuzzer: Fuzzer) -> dict[str, Any]:
    """Figures of a run: lines and steps, in the source's own files and in all."""
    lines = fuzzer.tracer.lines(fuzzer.taken)
    own = [name for name in lines if name.startswith(fuzzer.target.own)]
    whole = {name: lines_of_file(name) for name in own}
    missed = {name: sorted(whole[name] - lines[name]) for name in own}
    return {
        "tried": fuzzer.tried,
        "refused": fuzzer.refused,
        "contained": fuzzer.contained,
        "steps": len(fuzzer.taken),
        "own steps": sum(fuzzer.tracer.file_of(step) in own for step in fuzzer.taken),
        "own lines": sum(len(whole[name] & lines[name]) for name in own),
        "of": sum(map(len, whole.values())),
        "missed": {name: found for name, found in missed.items() if found},
        "held MB": _most_bytes_held(is_new=True) >> 20,
        "pool": len(fuzzer.pool),
    }
