# SPDX-License-Identifier: GPL-3.0-or-later
"""Latency while another program writes every second, so that the snapshot is built anew."""
import contextlib
import json
import sqlite3
import threading
import time
from dataclasses import asdict
from datetime import datetime, timezone

import connectors
import load
import outlet_server
import rounds
import targets
from errors import BenchError
from fetch import fetch_ok
from outlet_server import LIST
from rows import Report, Row

CONNECTIONS = 64
PERIOD = 1.0       # seconds between two writes
LONG_ENOUGH = 5.0  # seconds until a write must show


class Writer:
    """The other program: toggles the options of one service, and looks when it shows."""

    def __init__(self, data, port):
        self._path = data / "outlet.sqlite"
        self._port = port
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.delays = []  # seconds from the write to the answer that has it
        self.fault = None

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(2 * LONG_ENOUGH)

    def _run(self):
        try:
            with contextlib.closing(sqlite3.connect(self._path, timeout=30)) as database:
                while not self._stop.is_set():
                    began = time.monotonic()
                    self._toggle(database)
                    self._stop.wait(max(0.0, began + PERIOD - time.monotonic()))
        except Exception as error:  # reported by the thread that measures
            self.fault = error

    def _toggle(self, database):
        option = f"written-{time.monotonic_ns()}"
        now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        with database:
            database.execute(
                "UPDATE platform_service_configs SET config = ?, updated_on = ? "
                "WHERE id = (SELECT min(id) FROM platform_service_configs)",
                (json.dumps([option]), now))
        written = time.monotonic()
        while not self._stop.is_set():
            if option.encode() in fetch_ok(self._port, LIST).body:
                self.delays.append(time.monotonic() - written)
                return
            if time.monotonic() - written > LONG_ENOUGH:
                raise BenchError(f"a written option did not show within {LONG_ENOUGH} s")
            time.sleep(0.1)


def measure(bench, count):
    """One row: quiet and rebuilding runs in turns."""
    if count:
        plugins, data = connectors.make(bench, count)
        server = outlet_server.start(bench, data, plugins, without_built_in=True)
    else:
        data = bench.directory("data")
        server = outlet_server.start(bench, data)
    text = f"list of {count or 5} connectors"
    delays = []
    with server:
        def quiet():
            return load.run(load.Load(server.port, LIST, {}, CONNECTIONS, bench.seconds))

        def rebuilding():
            with Writer(data, server.port) as writer:
                sample = quiet()
            if writer.fault:
                raise writer.fault
            delays.extend(writer.delays)
            return sample

        samples = rounds.alternate(bench, f"rebuild: {text}",
                                   {"steady": quiet, "rebuilding": rebuilding})
    return row_of(text, samples, delays)


def row_of(text, samples, delays):
    if not delays:
        raise BenchError("the snapshot was not rebuilt while it was measured")
    steady, rebuilding = samples["steady"], samples["rebuilding"]
    ratio = rounds.ratio(rebuilding, steady, "p99_ms")
    figures = {
        "steady p99 ms": rounds.median(steady, "p99_ms"),
        "p99 ms": rounds.median(rebuilding, "p99_ms"),
        "steady max ms": rounds.median(steady, "max_ms"),
        "max ms": rounds.median(rebuilding, "max_ms"),
        "steady requests/s": rounds.median(steady, "requests_per_s"),
        "requests/s": rounds.median(rebuilding, "requests_per_s"),
        "rebuilds": len(delays),
        "slowest to show ms": max(delays) * 1000,
    }
    checks = (targets.check("rebuild", "p99 ms", figures["p99 ms"])
              + targets.check("rebuild", "p99 / steady", ratio))
    return Row(text, figures, checks,
               rounds.noise([sample.p99_ms for sample in rebuilding]),
               {name: [asdict(run) for run in runs] for name, runs in samples.items()})


def rebuild(bench):
    return Report(f"latency at {CONNECTIONS} connections while the snapshot is rebuilt every "
                  "second", [measure(bench, count) for count in (None, 100)],
                  "max: of a round, the median of the rounds.")
