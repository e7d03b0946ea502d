# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and when it was measured."""
import os
import platform
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

BUSY = 0.5  # load of one minute, before anything is measured
REST = 0.1  # share of the processors that may be busy when a run begins
PATIENCE = 60  # seconds to wait for that


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return platform.machine()


def describe(outlet):
    """What stands beside each result."""
    load = os.getloadavg()[0]
    if load > BUSY:
        print(f"bench wire: the machine is busy (load {load:.1f}): expect noise", file=sys.stderr)
    version = subprocess.run([outlet, "--version"], capture_output=True, text=True).stdout
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "load_before": round(load, 2),
        "date": date.today().isoformat(),
        "outlet": " ".join(version.split()),
    }


def times():
    """Ticks that the processors have worked, and that have passed for all of them together."""
    ticks = [int(text) for text in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)


def wait_until_at_rest():
    """
    A server goes on for seconds with what clients that have left had asked of it, on the core that
    the next one is measured on.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        worked, passed = times()
        time.sleep(0.2)
        after, later = times()
        if after - worked <= REST * (later - passed):
            return
