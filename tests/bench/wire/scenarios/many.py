# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of connectors: a list of many megabytes, and the start."""
import statistics
import time
from contextlib import ExitStack
from dataclasses import asdict

import connectors
import load
import nginx_peer
import outlet_server
import rounds
import targets
from fetch import fetch_ok, wait_until_answers
from outlet_server import LIST
from rows import Report, Row

MIB = 1 << 20


def list10000(bench, count=10_000):
    """Bytes matter here, and what a slow socket costs in memory."""
    plugins, data = connectors.make(bench, count)
    with ExitStack() as stack:
        outlet = stack.enter_context(
            outlet_server.start(bench, data, plugins, without_built_in=True))
        body = fetch_ok(outlet.port, LIST).body
        connectors.check(body, count)
        nginx = stack.enter_context(nginx_peer.start(bench, {"list.json": body}))
        resting = outlet.child.resident_kib() / 1024
        rows = [compare(bench, outlet, nginx, body, connections)
                for connections in bench.connections]
        resident = outlet.child.resident_kib() / 1024
    rows.append(Row("memory of the server",
                    {"resident MiB before": resting, "resident MiB": resident},
                    targets.check("list10000", "resident MiB", resident)))
    return Report(f"list of {count} connectors, {len(body)} bytes", rows)


def compare(bench, outlet, nginx, body, connections):
    def run(port, target):
        return lambda: load.run(
            load.Load(port, target, {}, connections, bench.seconds, least_bytes=len(body)))

    text = f"{connections} connections"
    samples = rounds.alternate(bench, f"list10000: {text}", {
        "outlet": run(outlet.port, LIST), "nginx": run(nginx.port, "/list.json")})
    figures = {}
    for name, runs in samples.items():
        figures[f"{name} requests/s"] = rounds.median(runs, "requests_per_s")
        figures[f"{name} MiB/s"] = rounds.median(runs, "bytes_per_s") / MIB
    ratio = rounds.ratio(samples["outlet"], samples["nginx"], "bytes_per_s")
    return Row(text, figures, targets.check("list10000", "outlet / nginx", ratio),
               rounds.noise([sample.bytes_per_s for sample in samples["outlet"]]),
               {name: [asdict(run) for run in runs] for name, runs in samples.items()})


def start1000(bench, count=1000):
    """From exec() to the whole first list, on a database that is there already."""
    plugins, data = connectors.make(bench, count)

    def once():
        began = time.monotonic()
        with outlet_server.launch(bench, data, plugins, core=None,
                                  without_built_in=True) as server:
            answer = wait_until_answers(server.child, server.port, LIST, interval=0.001)
            took = (time.monotonic() - began) * 1000
            connectors.check(answer.body, count)
        return took

    once()  # files in the cache, rows of the plugins written
    samples = rounds.alternate(bench, "start1000", {"start": once})["start"]
    figure = statistics.median(samples)
    return Report(f"start with {count} connectors", [
        Row("to the first list, whole", {"ms": figure},
            targets.check("start1000", "ms", figure), rounds.noise(samples), {"ms": samples})])
