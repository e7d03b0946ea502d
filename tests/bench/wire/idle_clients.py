# SPDX-License-Identifier: GPL-3.0-or-later
"""Many connections that have been answered once and are kept."""
import contextlib
import resource
import select
import socket

from errors import BenchError

SPARE = 300  # descriptors for everything else


def raise_limit(count):
    """Lets this process and its children have so many connections."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count + SPARE:
        raise BenchError(f"{count} connections need {count + SPARE} open files, the limit is "
                         f"{hard}: raise it with ulimit -Hn as root, or pass --idle")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class IdleClients:
    """A context manager: opens them all, closes them all."""

    def __init__(self, port, target, count):
        self._address = ("127.0.0.1", port)
        self._request = (f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").encode()
        self._count = count
        self._stack = contextlib.ExitStack()
        self._sockets = []

    def __enter__(self):
        try:
            for number in range(self._count):
                self._open(number)
        except OSError as error:
            self._stack.close()
            raise BenchError(f"connection {number + 1} of {self._count} failed: {error}") from error
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _open(self, number):
        connection = self._stack.enter_context(
            socket.create_connection(self._address, timeout=30))
        connection.sendall(self._request)
        self._read_answer(connection, number)
        self._sockets.append(connection)

    def _read_answer(self, connection, number):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive(connection, number)
        head, _, body = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise BenchError(f"connection {number + 1}: {head.splitlines()[0].decode()}")
        lines = (line.partition(b":") for line in head.splitlines()[1:])
        length = next(int(value) for name, _, value in lines if name.lower() == b"content-length")
        while len(body) < length:
            body += self._receive(connection, number)

    def _receive(self, connection, number):
        data = connection.recv(1 << 16)
        if not data:
            raise BenchError(f"connection {number + 1} of {self._count} was closed by the server")
        return data

    def check_all_are_open(self):
        """Raises if the server has closed some of them meanwhile."""
        poll = select.poll()
        for connection in self._sockets:
            poll.register(connection, select.POLLIN | select.POLLRDHUP)
        closed = len(poll.poll(0))
        if closed:
            raise BenchError(f"the server closed {closed} of {self._count} idle connections while "
                             "they were measured: fewer or shorter rounds are needed")
