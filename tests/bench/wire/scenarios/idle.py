# SPDX-License-Identifier: GPL-3.0-or-later
"""What ten thousand connections cost that are open and say nothing."""
from dataclasses import asdict

import load
import nginx_peer
import outlet_server
import rounds
import targets
from fetch import fetch_ok
from idle_clients import IdleClients, raise_limit
from outlet_server import FORM, LIST, ROUTED
from rows import Report, Row

CONNECTIONS = 64


def measure(bench, name, server, target, small):
    """One row: rounds with idle connections and without, in turn."""
    kib = []

    def busy(seconds=bench.seconds):
        return load.run(load.Load(server.port, target, {}, CONNECTIONS, seconds))

    def alone():
        busy(1)  # whatever the idle ones of the round before left to be done, is done
        return busy()

    def beside_idle():
        before = server.child.resident_kib()
        with IdleClients(server.port, small, bench.idle) as clients:
            kib.append((server.child.resident_kib() - before) / bench.idle)
            busy(1)
            run = busy()
            clients.check_all_are_open()
        return run

    alone()  # everything is allocated that busy connections need
    runs = rounds.alternate(bench, f"idle: {name}", {"none": alone, "idle": beside_idle})
    return row_of(name, runs, max(kib))


def row_of(name, runs, kib):
    none, idle = runs["none"], runs["idle"]
    figures, ratios = {"KiB a connection": kib}, {"KiB a connection": kib}
    for figure, unit, text in (("requests_per_s", "requests/s", "requests/s, idle / none"),
                               ("p50_ms", "p50 ms", ""), ("p99_ms", "p99 ms", "p99, idle / none")):
        figures[f"{unit}, none"] = rounds.median(none, figure)
        figures[f"{unit}, idle"] = rounds.median(idle, figure)
        ratios[text] = rounds.ratio(idle, none, figure)
    is_peer = name == "nginx"
    checks = [] if is_peer else [
        check for text, ratio in ratios.items() for check in targets.check("idle", text, ratio)]
    return Row(name, figures, checks, rounds.noise([run.requests_per_s for run in idle]),
               {which: [asdict(run) for run in samples] for which, samples in runs.items()})


def idle(bench):
    """A server of its own for each row: memory that an earlier row needed is not given back."""
    raise_limit(bench.idle)
    limit = {"--max-connections": bench.idle + 2000, "--idle-timeout-ms": 600_000}
    rows = []
    for name, query in (("outlet", ""), ("routed", ROUTED)):
        with outlet_server.start(bench, bench.directory("data"), optional=limit) as outlet:
            rows.append(measure(bench, name, outlet, LIST + query, FORM + query))
            files = {"list.json": fetch_ok(outlet.port, LIST).body,
                     "form.json": fetch_ok(outlet.port, FORM).body}
    with nginx_peer.start(bench, files) as nginx:
        rows.append(measure(bench, "nginx", nginx, "/list.json", "/form.json"))
    return Report(f"{bench.idle} idle connections, each answered once; the list at {CONNECTIONS} "
                  "busy ones beside them", rows)
