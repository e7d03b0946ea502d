# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the HTTP side of Outlet beside nginx and FastAPI. README.md says how to read it."""
import argparse
import signal
import sys
import tempfile
from pathlib import Path

import machine
import results
import rounds
import table
import tools
from bench import Bench
from errors import BenchError
from scenarios import ON_REQUEST, SCENARIOS

ROOT = Path(__file__).resolve().parents[3]


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="./dev bench wire", description="Measures the HTTP side beside nginx and FastAPI.",
        epilog="Scenarios: " + ", ".join(SCENARIOS))
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: all but " + ", ".join(ON_REQUEST))
    parser.add_argument("--quick", action="store_true", help="one round of one second")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--seconds", type=int, default=3, help="of each run (%(default)s)")
    parser.add_argument("--connections", default="16,64", help="default: %(default)s")
    parser.add_argument("--idle", type=int, default=10_000, help="idle connections (%(default)s)")
    parser.add_argument("--minutes", type=int, default=20, help="of soak (%(default)s)")
    parser.add_argument("--outlet", default=str(ROOT / "build/release/bin/outlet"),
                        help="the program to measure; default: that of the preset release")
    parser.add_argument("--plugins", default=str(ROOT / "build/release/bench/plugins"),
                        help="plugin path that has the external example")
    parser.add_argument("--make-plugins", default=str(ROOT / "build/dev/bench/bench_makeplugins"),
                        help=argparse.SUPPRESS)
    parser.add_argument("--out", default=str(ROOT / "build/dev/bench"),
                        help="directory for wire.json")
    parser.add_argument("--write-results", action="store_true",
                        help="also put the tables into tests/bench/RESULTS.md")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.scenarios if name not in SCENARIOS]:
        parser.error(f"no scenario is called {', '.join(unknown)}; there are "
                     + ", ".join(SCENARIOS))
    if arguments.quick and arguments.write_results:
        parser.error("a quick run is no result: leave out --quick or --write-results")
    if arguments.quick:
        arguments.rounds = arguments.seconds = 1
    return arguments


def make_bench(arguments, temporary):
    for path in (arguments.plugins, arguments.make_plugins):
        if not Path(path).exists():
            raise BenchError(f"{path} is not there: run ./dev bench wire, which builds it")
    for tool in tools.TOOLS:
        tools.find(tool)
    connections = [int(text) for text in arguments.connections.split(",")]
    return Bench(arguments.outlet, arguments.plugins, arguments.make_plugins, arguments.rounds,
                 arguments.seconds, connections, arguments.idle, arguments.minutes, Path(temporary))


def measure(arguments, bench):
    """Each result is stored when it is there, so that a later failure does not lose it."""
    place = machine.describe(arguments.outlet)
    options = {"rounds": bench.rounds, "seconds": bench.seconds, "connections": bench.connections}
    file = Path(arguments.out) / ("wire-quick.json" if arguments.quick else "wire.json")
    for name in arguments.scenarios or [name for name in SCENARIOS if name not in ON_REQUEST]:
        report = SCENARIOS[name](bench)
        rounds.progress("")
        stored = results.store(file, name, report, place, options)
        print(table.text(name, stored), flush=True)
    print(f"Figures as JSON: {file}")
    if arguments.write_results:
        results.write_markdown(results.read(file), SCENARIOS)
        print(f"Tables: {results.RESULTS}")


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    arguments = parse_arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)  # so that every with-block ends what it started
    try:
        with tempfile.TemporaryDirectory(prefix="outlet-bench-") as temporary:
            measure(arguments, make_bench(arguments, temporary))
    except BenchError as error:
        rounds.progress("")
        print(f"bench wire: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        rounds.progress("")
        print("bench wire: interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
