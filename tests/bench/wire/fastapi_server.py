# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer in Python: FastAPI on uvicorn with uvloop and httptools, one worker."""
import json
import os
from pathlib import Path

import tools
from children import Child
from errors import BenchError
from fetch import fetch_ok, free_port, wait_until_answers
from outlet_server import LIST
from servers import Server

PEERS = Path(__file__).with_name("peers")


def start(bench, listing, *, core=0):
    """
    @param listing the bytes that Outlet answers. The peer reads them as data and answers from its
        own models; that both say the same is checked here.
    """
    tools.require_peer_modules()
    source = bench.directory("fastapi") / "list.json"
    source.write_bytes(listing)
    port = free_port()
    command = [tools.PEER_PYTHON, "-m", "uvicorn", "fastapi_peer:app", "--app-dir", str(PEERS),
               "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--loop", "uvloop",
               "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    environment = {**os.environ, "BENCH_LISTING": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    child = Child(tools.pinned(core, command), bench.log("fastapi"), environment)
    server = Server("FastAPI", port, child)
    try:
        wait_until_answers(child, port, LIST)
        check(port, json.loads(listing))
    except BaseException:
        child.end()
        raise
    return server


def check(port, listing):
    """The list, and the form of its first connector."""
    first = listing["plugins"][0]
    for target, wanted in ((LIST, listing), (f"{LIST}{first['plugin']}/form", first)):
        if json.loads(fetch_ok(port, target).body) != wanted:
            raise BenchError(f"FastAPI answers {target} with other data than Outlet: its models in "
                             f"{PEERS / 'fastapi_peer.py'} have to follow the wire contract")
