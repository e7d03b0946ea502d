# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios measure: a running server, and what to ask it for."""
from dataclasses import dataclass

from children import Child


@dataclass
class Server:
    name: str
    port: int
    child: Child

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.end()
