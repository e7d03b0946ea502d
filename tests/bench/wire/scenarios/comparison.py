# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests a second of several servers in alternating runs, as rows."""
from dataclasses import asdict

import load
import rounds
import targets
from rows import Row

# Whose ratios are reported, as far as both were measured.
RATIOS = (("outlet", "nginx"), ("routed", "nginx"), ("outlet", "plain"), ("outlet", "FastAPI"))


def compare(bench, scenario, what, ways, core=1, threads=1):
    """
    A row for each number of connections.

    @param ways column -> (port, target, headers, least bytes of an answer)
    @param core, threads of wrk
    """
    def run(connections, way):
        port, target, headers, least = way
        return lambda: load.run(load.Load(port, target, headers, connections, bench.seconds,
                                          threads, core, least))

    result = []
    for connections in bench.connections:
        text = f"{what}, {connections} connections"
        samples = rounds.alternate(bench, f"{scenario}: {text}",
                                   {name: run(connections, way) for name, way in ways.items()})
        result.append(row_of(scenario, text, samples))
    return result


def row_of(scenario, text, samples):
    figures = {name: rounds.median(runs, "requests_per_s") for name, runs in samples.items()}
    checks = []
    for ours, theirs in RATIOS:
        if ours in samples and theirs in samples:
            ratio = rounds.ratio(samples[ours], samples[theirs], "requests_per_s")
            checks += targets.check(scenario, f"{ours} / {theirs}", ratio)
    noises = [rounds.noise([run.requests_per_s for run in runs]) for runs in samples.values()]
    return Row(text, figures, checks, max((n for n in noises if n is not None), default=None),
               {name: [asdict(run) for run in runs] for name, runs in samples.items()})
