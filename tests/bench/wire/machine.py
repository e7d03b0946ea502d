# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and when it was measured."""
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

BUSY = 0.5  # load of one minute, before anything is measured


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
