# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that a measurement needs, and what to do when one is not there."""
import os
import shutil
import subprocess

from errors import BenchError

# Program, and the Debian package that has it.
TOOLS = {"wrk": "wrk", "nginx": "nginx-light", "taskset": "util-linux"}
# FastAPI comes as a Debian package, so only Debian's own interpreter is sure to see it.
PEER_PYTHON = "/usr/bin/python3"
PEER_MODULES = ("fastapi", "uvicorn", "uvloop", "httptools")


def find(name):
    """The path of a program; /usr/sbin is not in everybody's PATH."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise BenchError(
            f"{name} is missing: install the package {TOOLS[name]}, or run ./dev bench wire, "
            "which does"
        )
    return path


def require_peer_modules():
    """FastAPI and what it runs on."""
    imports = "; ".join(f"import {module}" for module in PEER_MODULES)
    try:
        done = subprocess.run([PEER_PYTHON, "-c", imports], capture_output=True, text=True)
    except FileNotFoundError:
        raise BenchError(f"{PEER_PYTHON} is missing: install the package python3") from None
    if done.returncode != 0:
        packages = " ".join(f"python3-{module}" for module in PEER_MODULES)
        raise BenchError(
            f"{PEER_PYTHON} cannot import the peer's modules "
            f"({done.stderr.strip().splitlines()[-1]}): install {packages}"
        )


def pinned(core, command):
    """The command on one core, or anywhere when there is none or only one."""
    if core is None or (os.cpu_count() or 1) < 2:
        return command
    return [find("taskset"), "-c", str(core), *command]
