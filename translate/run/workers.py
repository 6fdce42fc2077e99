"""Processes that translate the documents of a run side by side, one core each, and what becomes of one that dies.

Nine tenths of a document's time go into repair, terms and checks, which Python does on one core whatever the number of
threads of the engine: so there are processes, each with a model of its own that translates on one thread.

The parent reads each document, asks the ledger and hands out a few at a time; a worker writes what it makes, keeps a
journal of its own and sends back counts. A worker that dies, or takes longer than its documents may, is replaced, and
what it had not finished is done one by one. A document on which workers die twice while they have nothing else to do is
put aside. A worker whose parent is gone ends at once: all that it leaves is whole.
"""

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from translate.documents.counts import counts_of
from translate.documents.errors import Fr2enError, InputError, ModelError, OutputError, sentence
from translate.run.batch import content_of, run_jobs
from translate.run.ledger import Conditions, Job, Ledger, Ruling, Verdict

_MOST_DOCUMENTS, _MOST_BYTES = 32, 64_000
"""What a worker gets at a time: enough for full batches, little enough to be done again when it dies."""
_SHARES = 4
"""Each worker gets its part of a small run in as many portions at least, so that all end at about the same time."""
_TRIES = 2
"""How often a document that is alone in a worker must take it along before it is put aside: once may be chance."""
_MOST_PACKED = 10
"""How many times as large as its file the text of a file of rows is taken to be: French in gzip is a third as large."""
_OUT_OF_TIME = getattr(signal, "SIGPROF", 0)
"""The signal by which the system ends a process that has used too much of the processor; 0 where it knows none."""
_PATIENCE = 1.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may take: `seconds` of the processor, `seconds_per_kilobyte` of its French, and what follows.

    Ten times what the slowest model here takes. `waiting` times as long by the clock are for a worker that does nothing
    at all: on a machine that others use as well, an innocent one got a tenth of a core for minutes. `memory` is in
    bytes, for the whole worker. Processor time and memory are limited where the system can do it, as Linux can.
    """

    seconds: float = 60.0
    seconds_per_kilobyte: float = 10.0
    waiting: float = 20.0
    memory: int = 4 << 30

    def time_of(self, size: int) -> float:
        """Return the seconds of the processor that a document of `size` bytes may take."""
        return self.seconds + self.seconds_per_kilobyte * size / 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job in a worker: its counts, as of `translate.documents.counts`, or why there is nothing."""

    job: Job
    counts: Mapping[str, int] | None
    error: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class _Order:
    job: Job
    ruling: Ruling
    size: int
    tries: int = 0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    orders: dict[int, _Order] = field(default_factory=dict)
    ready: bool = False
    alone: bool = False
    deadline: float = float("inf")
    late: bool = False


class Workers:
    """The workers of one run; use it as a context, which ends them all."""

    def __init__(
        self, count: int, arguments: Mapping[str, Any], conditions: Conditions, *, limits: Limits | None = None
    ) -> None:
        """Start the first of `count` workers, which converts the model where that has not been done.

        :param arguments: those of `translate.run.translator.Translator`, but for `threads`.
        :param conditions: how files are read and written; the signature is found out here, see `conditions`.
        :raises ModelError: where the model cannot be used.
        :raises InputError: where a pack, a style or the memory cannot be used.
        """
        self._count, self._arguments, self._limits = count, arguments, limits or Limits()
        self.conditions = conditions
        self.warning: str | None = None
        self._unready = 0
        self.restarts = 0
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("spawn")
        try:
            self._start()
            while not self._workers[0].ready:
                try:
                    self._hear(self._workers[0], self._workers[0].connection.recv())
                except (EOFError, OSError):
                    self._workers.clear()
                    self._unready += 1
                    self._start()
        except BaseException:
            self._kill()
            raise

    def run(
        self, jobs: Iterable[Job], ledger: Ledger, *, total: int, left: Callable[[Job, Ruling], None]
    ) -> Iterator[Outcome]:
        """Yield what becomes of each job that the ledger does not leave, as soon as it is known, in any order.

        :param total: how many jobs there are.
        :param left: is told of each job that the ledger leaves as it is or refuses.
        :raises ModelError: where workers end before they have done anything.
        :raises OutputError: where what was done cannot be written down.
        """
        orders = _orders(jobs, ledger, left)
        again: deque[_Order] = deque()
        most = max(1, min(_MOST_DOCUMENTS, total // (_SHARES * self._count)))
        more = True
        while True:
            for worker in [*self._workers]:
                if worker.ready and not worker.orders and (more or again):
                    chunk: list[_Order] = [again.popleft()] if again else []
                    alone = bool(chunk)
                    while more and not alone and len(chunk) < most and sum(each.size for each in chunk) < _MOST_BYTES:
                        found = next(orders, None)
                        if isinstance(found, _Order):
                            chunk.append(found)
                        elif found is not None:
                            yield found
                        else:
                            more = False
                    if chunk:
                        self._hand_out(worker, chunk, alone=alone)
            busy = any(worker.orders for worker in self._workers)
            if not more and not again and not busy:
                return
            if (
                (more or again)
                and len(self._workers) < self._count
                and all(w.orders or not w.ready for w in self._workers)
            ):
                self._start()
            for connection in wait([worker.connection for worker in self._workers], timeout=_PATIENCE):
                worker = next(each for each in self._workers if each.connection is connection)
                try:
                    outcome = self._hear(worker, worker.connection.recv())
                except (EOFError, OSError):
                    yield from self._bury(worker, again, ledger)
                else:
                    if outcome is not None:
                        yield outcome
            for worker in self._workers:
                if worker.orders and time.monotonic() > worker.deadline:
                    worker.late = True
                    worker.process.kill()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            for worker in self._workers:
                with contextlib.suppress(OSError):
                    worker.connection.send(None)
            for worker in self._workers:
                if worker.ready:
                    worker.process.join(_LONGEST_END)
        self._kill()

    def _kill(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _start(self) -> None:
        if self._unready >= _TRIES:
            raise ModelError(
                "a worker ended before it was ready, perhaps for want of memory; take fewer --workers or more memory"
            )
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(there, self._arguments, self.conditions, self._limits.memory), daemon=True
        )
        process.start()
        there.close()
        self._workers.append(_Worker(process, here))

    def _hand_out(self, worker: _Worker, chunk: list[_Order], *, alone: bool) -> None:
        worker.orders, worker.alone = dict(enumerate(chunk)), alone
        seconds = sum(self._limits.time_of(order.size) for order in chunk)
        worker.deadline = time.monotonic() + seconds * self._limits.waiting
        with contextlib.suppress(OSError):  # it has died; the end of its connection comes next
            worker.connection.send((seconds, [(order.job, order.ruling.replaceable) for order in chunk]))

    def _hear(self, worker: _Worker, message: object) -> Outcome | None:
        if isinstance(message, Fr2enError):
            raise message
        if isinstance(message, tuple) and not worker.ready:
            signature, self.warning = message
            self.conditions = replace(self.conditions, signature=signature)
            worker.ready, self._unready = True, 0
        elif isinstance(message, tuple):
            number, outcome = message
            del worker.orders[number]
            found: Outcome = outcome
            return found
        return None

    def _bury(self, worker: _Worker, again: deque[_Order], ledger: Ledger) -> Iterator[Outcome]:
        """Take a worker that has died out, and do what it had not finished one by one, or put it aside."""
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        self.restarts += 1
        self._unready += not worker.ready
        for order in worker.orders.values():
            order.tries += worker.alone
            if order.tries < _TRIES:
                again.append(order)
                continue
            if worker.late:
                how = f"it took longer than {self._limits.time_of(order.size) * self._limits.waiting:,.0f} s"
            elif worker.process.exitcode == -_OUT_OF_TIME:
                how = f"it took more than {self._limits.time_of(order.size):,.0f} s of the processor"
            else:
                how = f"it ended the process that translated it (exit code {worker.process.exitcode})"
            reason = f"{order.job.source}: {how}, {_TRIES} times; it is put aside"
            ledger.fail(order.job, order.ruling, "crashed", reason)
            yield Outcome(order.job, None, reason)


_LONGEST_END = 30.0
"""Seconds that a worker which has nothing to do may take to put its journal on the disk."""


def _orders(jobs: Iterable[Job], ledger: Ledger, left: Callable[[Job, Ruling], None]) -> Iterator[_Order | Outcome]:
    for job in jobs:
        try:
            data = content_of(job)
            ruling = ledger.rule(job, data)
        except InputError as error:
            reason = sentence(error)
            ledger.fail(job, None, "failed", reason)
            yield Outcome(job, None, reason)
            continue
        if ruling.verdict is Verdict.MAKE:
            yield _Order(job, ruling, job.source.stat().st_size * _MOST_PACKED if job.by_row else len(data))
        else:
            left(job, ruling)


class _ObedientLedger(Ledger):
    """The ledger of a worker: what may be replaced is what the parent says."""

    def __init__(self, conditions: Conditions) -> None:
        super().__init__(conditions)
        self.replaceable: dict[Job, str | None] = {}

    def rule(self, job: Job, data: bytes) -> Ruling:
        return replace(super().rule(job, data), replaceable=self.replaceable[job])


def _work(connection: Connection, arguments: Mapping[str, Any], conditions: Conditions, memory: int) -> None:
    """Translate what comes through `connection`, in a process of its own that may take `memory` bytes."""
    for name in (signal.SIGINT, signal.SIGTERM):  # which the parent gets as well, and ends this process
        signal.signal(name, signal.SIG_IGN)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    with contextlib.suppress(ImportError, OSError, ValueError):  # a system without limits, or with a lower one
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    orders: queue.SimpleQueue[tuple[float, list[tuple[Job, str | None]]] | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, orders), daemon=True).start()
    from translate.run.translator import Translator

    try:
        translator = Translator(**arguments, threads=1)
        conditions = replace(conditions, signature=translator.signature)
        connection.send((translator.signature, translator.warning))
        ledger = _ObedientLedger(conditions)
        with ledger:
            while (order := orders.get()) is not None:
                seconds, chunk = order
                _end_after(seconds)
                ledger.replaceable = dict(chunk)
                numbers = {job: number for number, (job, _) in enumerate(chunk)}
                for result in run_jobs(
                    numbers,
                    prepare=translator.prepare,
                    translate=translator.translate_prepared,
                    encoding=conditions.encoding,
                    output_encoding=conditions.output_encoding,
                    format=conditions.format,
                    ledger=ledger,
                ):
                    document = result.document
                    outcome = Outcome(
                        result.job,
                        result.counts if document is None else counts_of(document),
                        result.error,
                        result.notices if document is None else document.notices,
                    )
                    connection.send((numbers[result.job], outcome))
    except (InputError, ModelError, OutputError) as error:
        connection.send(error)
    except BrokenPipeError:  # the parent is gone
        return


def _end_after(seconds: float) -> None:
    """Let the system end this process when it has used the processor for so long from now on."""
    if _OUT_OF_TIME:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _listen(connection: Connection, orders: "queue.SimpleQueue[Any]") -> None:
    """Hand on what comes; a parent that is gone, however that came, ends the process."""
    while True:
        try:
            orders.put(message := connection.recv())
        except (EOFError, OSError):
            os._exit(1)
        if message is None:
            return
