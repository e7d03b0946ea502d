# SPDX-License-Identifier: GPL-3.0-or-later
"""
What the figures shall be. One place, so that a change of a target is a change of this file.

Ratios are of Outlet to the peer in the same rounds: more requests are better.
"""
from rows import Check

# (scenario, name of the check) -> (target, whether it is a minimum). Without a scenario: for all.
TARGETS = {
    # Ready answers leave without a handler and cost no more than nginx's files.
    (None, "outlet / nginx"): (1.0, True),
    # The same through QHttpServer.
    (None, "routed / nginx"): (0.5, True),
    ("list", "outlet / FastAPI"): (100, True),
    ("list100", "outlet / FastAPI"): (100, True),
    # Less to send has to be worth something: both beside the whole list of the same server.
    (None, "outlet / plain"): (1.2, True),
    # Readers of a snapshot do not wait for its successor.
    ("rebuild", "p99 ms"): (3.0, False),
    ("rebuild", "p99 / steady"): (2.0, False),
    ("idle", "KiB a connection"): (10.0, False),
    ("idle", "requests/s, idle / none"): (0.9, True),
    ("idle", "p99, idle / none"): (1.5, False),
    ("list10000", "resident MiB"): (300, False),
    ("start1000", "ms"): (500, False),
}


def check(scenario, name, figure):
    """The figure beside its target, or nothing where there is no target."""
    target = TARGETS.get((scenario, name)) or TARGETS.get((None, name))
    return [Check(name, figure, *target)] if target else []
