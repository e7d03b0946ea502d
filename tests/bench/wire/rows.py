# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scenario reports: rows of figures, and how they stand to their targets."""
from dataclasses import asdict, dataclass, field


@dataclass
class Check:
    """A figure beside its target, for example 1.2 at least 1."""

    name: str
    figure: float
    target: float
    is_minimum: bool

    @property
    def is_met(self):
        return self.figure >= self.target if self.is_minimum else self.figure <= self.target


@dataclass
class Row:
    what: str
    figures: dict                      # column -> number, in the order of the columns
    checks: list = field(default_factory=list)
    noise: float | None = None         # percent, the largest of the row
    samples: dict = field(default_factory=dict)  # everything that was measured

    def to_json(self):
        checks = [{**asdict(check), "is_met": check.is_met} for check in self.checks]
        return {"what": self.what, "figures": self.figures, "checks": checks,
                "noise_percent": self.noise, "samples": self.samples}


@dataclass
class Report:
    title: str   # with units
    rows: list
    note: str = ""
