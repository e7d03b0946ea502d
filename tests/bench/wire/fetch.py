# SPDX-License-Identifier: GPL-3.0-or-later
"""Single requests, to see what is measured before it is measured."""
import http.client
import socket
import time
from dataclasses import dataclass

from errors import BenchError

PATIENCE = 180  # seconds until a server that runs must have answered


@dataclass
class Answer:
    status: int
    headers: dict  # names in lower case
    body: bytes


def fetch(port, target, headers=None):
    """One GET on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", target, headers=headers or {})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


def fetch_ok(port, target, headers=None, status=200):
    """The same; any other status ends the program."""
    answer = fetch(port, target, headers)
    if answer.status != status:
        raise BenchError(f"{target} on port {port}: status {answer.status}, wanted {status}")
    return answer


def wait_until_answers(child, port, target, interval=0.02):
    """The first 200 of a server that starts. It may refuse connections or answer 503 until then."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        child.check_is_running()
        try:
            answer = fetch(port, target)
            if answer.status == 200:
                return answer
            if answer.status != 503:
                raise BenchError(f"{target} on port {port}: status {answer.status}, wanted 200")
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(interval)
    raise BenchError(f"{child.log.stem} did not answer {target} within {PATIENCE} s")


def free_port():
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
