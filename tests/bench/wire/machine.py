# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and when it was measured."""
import os
import platform
import subprocess
from datetime import date
from pathlib import Path


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return platform.machine()


def describe(outlet):
    """What stands beside each result."""
    version = subprocess.run([outlet, "--version"], capture_output=True, text=True).stdout
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "date": date.today().isoformat(),
        "outlet": " ".join(version.split()),
    }
