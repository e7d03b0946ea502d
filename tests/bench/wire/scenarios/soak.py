# SPDX-License-Identifier: GPL-3.0-or-later
"""Hours of a busy day in minutes: mixed load while the snapshot changes and clients come and go."""
import random
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import outlet_server
import rounds
from errors import BenchError
from outlet_server import FORM, LIST, ROUTED
from rows import Check, Report, Row
from scenarios.rebuild import Writer

CLIENTS = 8
TIMEOUT = 30  # seconds that an answer may take
HOST = "Host: localhost\r\n"

# (request, status that it must have); None: the client leaves before it has read its answer.
KINDS = [
    (f"GET {LIST} HTTP/1.1\r\n{HOST}\r\n", 200),
    (f"GET {FORM} HTTP/1.1\r\n{HOST}Accept-Encoding: gzip\r\n\r\n", 200),
    (f"GET {LIST}{ROUTED} HTTP/1.1\r\n{HOST}\r\n", 200),
    (f"HEAD {FORM} HTTP/1.1\r\n{HOST}\r\n", 200),
    (f"GET {LIST} HTTP/1.1\r\n{HOST}If-None-Match: *\r\n\r\n", 304),
    (f"GET /api/v2/plugins/SnowflakeDataOutput HTTP/1.1\r\n{HOST}\r\n", 200),  # by a worker
    (f"GET /api/v2/configuration/platforms HTTP/1.1\r\n{HOST}\r\n", 200),
    (f"GET /metrics HTTP/1.1\r\n{HOST}\r\n", 200),
    (f"GET /api/v2/plugins/Nobody/form HTTP/1.1\r\n{HOST}\r\n", 404),
    (f"DELETE {LIST} HTTP/1.1\r\n{HOST}\r\n", 405),
    (f"POST {LIST} HTTP/1.1\r\n{HOST}Content-Length: 10\r\n\r\n0123456789", 405),
    (f"GET {LIST} HTTP/1.1\r\n\r\n", 400),
    (f"GET {LIST} HTTP/1.1\r\n{HOST}Content-Length: +1\r\n\r\nx", 400),
    (f"GET {LIST} HTTP/1.1\r\n{HOST}\r\n", None),
    (f"POST {LIST} HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nhalf", None),
]


class Client(threading.Thread):
    """Asks at random, and looks whether the answers are what they should be."""

    def __init__(self, port, seed, stop):
        super().__init__(daemon=True)
        self._random = random.Random(seed)
        self._port = port
        self._halt = stop
        self.requests = 0
        self.faults = []

    def run(self):
        while not self._halt.is_set():
            try:
                self._connection()
            except OSError as error:
                self.faults.append(f"{type(error).__name__}: {error}")

    def _connection(self):
        with socket.create_connection(("127.0.0.1", self._port), TIMEOUT) as connection:
            stream = connection.makefile("rb")
            for _ in range(self._random.randint(1, 50)):
                request, status = self._random.choice(KINDS)
                connection.sendall(request.encode())
                self.requests += 1
                if status is None:
                    return
                if not self._answer(stream, request, status):
                    return

    def _answer(self, stream, request, wanted):
        """Whether the connection goes on."""
        line = stream.readline().split()
        fields = {}
        while (field := stream.readline().strip()):
            name, _, value = field.partition(b":")
            fields[name.lower()] = value.strip()
        has_body = wanted != 304 and not request.startswith("HEAD")
        size = int(fields.get(b"content-length", 0)) if has_body else 0
        body = stream.read(size)
        if len(line) < 2 or int(line[1]) != wanted or len(body) != size:
            self.faults.append(f"{request!r}: {line} with {len(body)} of {size} bytes")
        return fields.get(b"connection", b"").lower() != b"close" and bool(line)


def state_of(process):
    """(resident KiB, open descriptors)"""
    status = Path(f"/proc/{process}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(resident.split()[1]), len(list(Path(f"/proc/{process}/fd").iterdir()))


def soak(bench):
    with ExitStack() as stack:
        data = bench.directory("data")
        server = stack.enter_context(outlet_server.start(bench, data, threads=2, core=None))
        writer = stack.enter_context(Writer(data, server.port))
        stop = threading.Event()
        stack.callback(stop.set)
        clients = [Client(server.port, seed, stop) for seed in range(CLIENTS)]
        for client in clients:
            client.start()
        states = []
        for minute in range(bench.minutes):
            time.sleep(60)
            states.append(state_of(server.child.pid))
            count = sum(client.requests for client in clients)
            rounds.progress(f"soak: minute {minute + 1} of {bench.minutes}, {count:,} requests, "
                            f"{states[-1][0]:,} KiB, {states[-1][1]} descriptors")
        stop.set()
        for client in clients:
            client.join(TIMEOUT)
        if writer.fault:
            raise writer.fault
    return report(bench, clients, states, len(writer.delays))


def report(bench, clients, states, rebuilds):
    faults = [fault for client in clients for fault in client.faults]
    growth = states[-1][0] / states[0][0]
    row = Row(f"{bench.minutes} minutes", {
        "requests": sum(client.requests for client in clients),
        "rebuilds": rebuilds,
        "faults": len(faults),
        "KiB, first minute": states[0][0],
        "KiB, at the end": states[-1][0],
        "descriptors": states[-1][1],
    }, [Check("memory, end / first minute", growth, 1.05, False)])
    if faults:
        raise BenchError(f"{len(faults)} answers were wrong; the first: {faults[0]}")
    return Report(f"{CLIENTS} clients at random, a snapshot each second", [row])
