# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario by its name, in the order in which they run."""
from scenarios.idle import idle
from scenarios.many import list10000, start1000
from scenarios.rebuild import rebuild
from scenarios.soak import soak
from scenarios.throughput import compressed, form, list5, list100, revalidate, two_threads

SCENARIOS = {
    "list": list5,
    "form": form,
    "list100": list100,
    "revalidate": revalidate,
    "gzip": compressed,
    "two-threads": two_threads,
    "rebuild": rebuild,
    "idle": idle,
    "list10000": list10000,
    "start1000": start1000,
    "soak": soak,
}
ON_REQUEST = {"soak"}  # takes long and compares nothing
