# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scenario is given: the options of the run, and places for its files."""
import itertools
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Bench:
    outlet: str           # the program that is measured
    plugins: str          # plugin path with the external example
    make_plugins: str     # the program that makes plugin paths with many connectors
    rounds: int
    seconds: int          # of each run of wrk
    connections: list     # how many, for each run
    idle: int             # connections of the scenario idle
    minutes: int          # of the scenario soak
    temporary: Path
    _numbers: itertools.count = field(default_factory=itertools.count)

    def directory(self, name):
        """A new directory; removed when the program ends."""
        path = self.temporary / f"{name}-{next(self._numbers)}"
        path.mkdir()
        return path

    def log(self, name):
        return self.temporary / f"{name}-{next(self._numbers)}.log"
