# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternating runs, and the statistics of them."""
import statistics
import sys

import machine


def progress(text):
    """Says on standard error what is going on, on one line that is overwritten."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def alternate(bench, what, runs):
    """
    Calls each of `runs` (name -> function) once a round, and begins each round with another one,
    so that what the machine does meanwhile hits all alike; each when the one before is at rest.

    Returns name -> list of what the function returned.
    """
    names = list(runs)
    results = {name: [] for name in names}
    for turn in range(bench.rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            progress(f"{what}: round {turn + 1} of {bench.rounds}, {name}")
            machine.wait_until_at_rest()
            results[name].append(runs[name]())
    progress("")
    return results


def median(samples, figure):
    """Median of one figure (a name of an attribute) of the samples."""
    return statistics.median(getattr(sample, figure) for sample in samples)


def noise(values):
    """Half the distance between the quartiles, in percent of the median."""
    if len(values) < 2:
        return None
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2 / middle * 100 if middle else None


def ratio(ours, theirs, figure):
    """Median of the ratios of each round: what slows both in a round cancels out."""
    return statistics.median(
        getattr(a, figure) / getattr(b, figure) for a, b in zip(ours, theirs, strict=True)
    )
