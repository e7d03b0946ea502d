# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of wrk."""
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import tools
from errors import BenchError

SCRIPT = Path(__file__).with_name("report.lua")
TIMEOUT = 60  # seconds that one answer may take


@dataclass
class Sample:
    requests_per_s: float
    bytes_per_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass
class Load:
    """What wrk sends where. `core` None: wherever the system likes."""

    port: int
    target: str
    headers: dict
    connections: int
    seconds: int  # at least
    threads: int = 1
    core: int | None = 1
    least_bytes: int = 0  # of an answer; less means that something else came back

    def command(self, seconds):
        headers = [part for name, value in self.headers.items()
                   for part in ("-H", f"{name}: {value}")]
        return tools.pinned(self.core, [
            tools.find("wrk"), f"-t{self.threads}", f"-c{self.connections}", f"-d{seconds}s",
            "--timeout", f"{TIMEOUT}s", "--latency", "-s", str(SCRIPT), *headers,
            f"http://127.0.0.1:{self.port}{self.target}",
        ])


def run(load):
    """
    Runs wrk until there are more answers than connections, for twice as long each time: a server
    that answers all connections at once after seconds has no rate within a shorter time. Errors of
    any kind make no figure but end the program.
    """
    seconds = load.seconds
    while True:
        figures = run_wrk(load, seconds)
        if figures["requests"] > load.connections or seconds >= TIMEOUT:
            return sample(load, figures)
        seconds *= 2


def run_wrk(load, seconds):
    """What report.lua prints of one run."""
    done = subprocess.run(load.command(seconds), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=seconds + 2 * TIMEOUT)
    line = next((l for l in done.stdout.splitlines() if l.startswith("wire: ")), None)
    if done.returncode != 0 or line is None:
        raise BenchError(f"wrk failed on {load.target}: {(done.stderr or done.stdout).strip()}")
    figures = json.loads(line.removeprefix("wire: "))
    if bad := {name: count for name, count in figures["errors"].items() if count}:
        raise BenchError(f"{load.target} on port {load.port}, {load.connections} connections: "
                         f"wrk counted errors: {bad}")
    return figures


def sample(load, figures):
    """Figures of wrk as a sample, if they are those of good answers only."""
    if figures["requests"] == 0:
        raise BenchError(f"{load.target} on port {load.port}: no answer in {TIMEOUT} s")
    size = figures["bytes"] / figures["requests"]
    if size < 0.98 * load.least_bytes:  # requests under way at the end are counted in part
        raise BenchError(f"{load.target} on port {load.port}: answers of {size:.0f} bytes, wanted "
                         f"{load.least_bytes} or more")
    seconds = figures["duration"] / 1e6
    return Sample(figures["requests"] / seconds, figures["bytes"] / seconds,
                  figures["p50"] / 1e3, figures["p99"] / 1e3, figures["max"] / 1e3)
