# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a second: Outlet's two paths beside nginx and FastAPI."""
import gzip
from contextlib import ExitStack
from pathlib import Path

import connectors
import fastapi_server
import nginx_peer
import outlet_server
from errors import BenchError
from fetch import fetch_ok
from heads import GZIP, HEADS
from outlet_server import FORM, LIST, ROUTED
from rows import Report
from scenarios.comparison import compare

GOLDEN = Path(__file__).resolve().parents[3] / "contract/golden/list-sample.json"
TITLE = "requests/s, one thread each"
TWO = "requests/s, two threads, wrk with two, nothing pinned"


def plain(bench, scenario, target, count=None):
    """One answer from everybody, with either head. `count`: with so many connectors."""
    with ExitStack() as stack:
        if count:
            plugins, data = connectors.make(bench, count)
            outlet = outlet_server.start(bench, data, plugins, without_built_in=True)
        else:
            outlet = outlet_server.start(bench, bench.directory("data"))
        stack.enter_context(outlet)
        body = fetch_ok(outlet.port, target).body
        listing = fetch_ok(outlet.port, LIST).body
        if count:
            connectors.check(listing, count)
        else:
            check_golden(listing)
        check_routed(outlet.port, target, body)
        nginx = stack.enter_context(nginx_peer.start(bench, {"answer.json": body}))
        fastapi = stack.enter_context(fastapi_server.start(bench, listing))
        rows = []
        for name, head in HEADS.items():
            rows += compare(bench, scenario, name, {
                "outlet": (outlet.port, target, head, len(body)),
                "routed": (outlet.port, target + ROUTED, head, len(body)),
                "nginx": (nginx.port, "/answer.json", head, len(body)),
                "FastAPI": (fastapi.port, target, head, len(body)),
            })
    return Report(f"{TITLE}; the answer has {len(body)} bytes", rows)


def check_golden(listing):
    """The five connectors with sample data: what the contract's golden file says."""
    if listing != GOLDEN.read_bytes().strip():
        raise BenchError(f"the list is not the one of {GOLDEN}")


def check_routed(port, target, body):
    if fetch_ok(port, target + ROUTED).body != body:
        raise BenchError(f"{target} and {target + ROUTED} have different answers")


def list5(bench):
    return plain(bench, "list", LIST)


def form(bench):
    return plain(bench, "form", FORM)


def list100(bench):
    return plain(bench, "list100", LIST, 100)


def revalidate(bench):
    """The client has it already: 304, no body."""
    with ExitStack() as stack:
        outlet = stack.enter_context(outlet_server.start(bench, bench.directory("data")))
        answer = fetch_ok(outlet.port, LIST)
        nginx = stack.enter_context(nginx_peer.start(bench, {"answer.json": answer.body}))
        ways = {"outlet": (outlet.port, LIST), "routed": (outlet.port, LIST + ROUTED),
                "nginx": (nginx.port, "/answer.json")}
        rows = []
        for name, head in HEADS.items():
            asked = {}
            for column, (port, target) in ways.items():
                tag = fetch_ok(port, target, head).headers.get("etag", "")
                headers = {**head, "If-None-Match": tag}
                fetch_ok(port, target, headers, status=304)
                asked[column] = (port, target, headers, 0)
            asked["plain"] = (outlet.port, LIST, head, len(answer.body))
            rows += compare(bench, "revalidate", name, asked)
    return Report(f"{TITLE}; If-None-Match with the ETag in force, answered with 304", rows)


def compressed(bench):
    """The same compressed bytes from both."""
    if not nginx_peer.has_gzip_static():
        raise BenchError("this nginx has no gzip_static module; leave the scenario gzip out")
    with ExitStack() as stack:
        outlet = stack.enter_context(outlet_server.start(bench, bench.directory("data")))
        body = fetch_ok(outlet.port, LIST).body
        small = fetch_ok(outlet.port, LIST, GZIP).body
        if gzip.decompress(small) != body:
            raise BenchError("the compressed list is not the list")
        nginx = stack.enter_context(
            nginx_peer.start(bench, {"answer.json": body, "answer.json.gz": small}))
        ways = {"outlet": (outlet.port, LIST), "routed": (outlet.port, LIST + ROUTED),
                "nginx": (nginx.port, "/answer.json")}
        for port, target in ways.values():
            if fetch_ok(port, target, GZIP).body != small:
                raise BenchError(f"{target} on port {port} is not compressed as expected")
        rows = []
        for name, head in HEADS.items():
            asked = {column: (*way, {**head, **GZIP}, len(small)) for column, way in ways.items()}
            asked["plain"] = (outlet.port, LIST, head, len(body))
            rows += compare(bench, "gzip", name, asked)
    return Report(f"{TITLE}; Accept-Encoding: gzip, {len(small)} bytes instead of {len(body)}",
                  rows)


def two_threads(bench):
    """What the second core is worth."""
    with ExitStack() as stack:
        outlet = stack.enter_context(
            outlet_server.start(bench, bench.directory("data"), threads=2, core=None))
        rows = []
        for what, target in (("list", LIST), ("form", FORM)):
            body = fetch_ok(outlet.port, target).body
            with nginx_peer.start(bench, {"answer.json": body}, workers=2, core=None) as nginx:
                rows += compare(bench, "two-threads", f"{what}, bare head", {
                    "outlet": (outlet.port, target, {}, len(body)),
                    "routed": (outlet.port, target + ROUTED, {}, len(body)),
                    "nginx": (nginx.port, "/answer.json", {}, len(body)),
                }, core=None, threads=2)
    has_threads = "--threads" in outlet_server.known_flags(bench.outlet)
    return Report(TWO, rows, "" if has_threads else
                  "This build of the server has no --threads: it answers on one.")
