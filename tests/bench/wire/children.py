# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that end when this one does, however it does."""
import ctypes
import signal
import subprocess
from pathlib import Path

from errors import BenchError

PR_SET_PDEATHSIG = 1
PATIENCE = 10  # seconds between asking a process to end and killing it

_libc = ctypes.CDLL(None)


def _end_with_parent():
    """Runs in the child before exec(): the kernel ends it even when this process is killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process whose output goes to a file; a context manager that ends it."""

    def __init__(self, command, log, env=None):
        self.log = Path(log)
        with open(self.log, "wb") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env,
                preexec_fn=_end_with_parent,
            )
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """SIGTERM, and SIGKILL to one that does not listen."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def check_is_running(self):
        """Raises with the end of its output if it has ended."""
        code = self._process.poll()
        if code is not None:
            tail = self.log.read_text(errors="replace").strip()[-2000:]
            raise BenchError(f"{self.log.stem} ended with code {code}:\n{tail}")

    def resident_kib(self):
        """Resident memory of the process, in KiB."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1])
        raise BenchError(f"/proc/{self.pid}/smaps_rollup has no Rss")
