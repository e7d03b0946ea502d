# SPDX-License-Identifier: GPL-3.0-or-later
"""A private nginx that serves the same bytes from files."""
import functools
import os
import pwd
import subprocess
from pathlib import Path

import tools
from children import Child
from fetch import free_port, wait_until_answers
from servers import Server

TEMPLATE = Path(__file__).with_name("nginx.conf.in")


@functools.cache
def has_gzip_static():
    done = subprocess.run([tools.find("nginx"), "-V"], capture_output=True, text=True)
    return "http_gzip_static_module" in done.stderr


def configuration(directory, port, workers, largest):
    """With one worker there is no master: one process, to pin and to end."""
    is_root = os.geteuid() == 0
    words = {
        "DIR": directory,
        "PORT": port,
        "WORKERS": workers,
        "MASTER": "on" if workers > 1 else "off",
        # Without this the workers of root's nginx would not see its private directory.
        "USER": f"user {pwd.getpwuid(0).pw_name};" if is_root and workers > 1 else "",
        "REUSEPORT": "reuseport" if workers > 1 else "",
        # Small files go faster in one write with the head.
        "SENDFILE": "on" if largest > 4096 else "off",
        "GZIP_STATIC": "gzip_static on;" if has_gzip_static() else "",
    }
    text = TEMPLATE.read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def start(bench, files, *, workers=1, core=0):
    """
    @param files name -> bytes; a name x.json.gz is served as x.json to those who accept gzip
    """
    directory = bench.directory("nginx")
    (directory / "www").mkdir()
    for name, content in files.items():
        (directory / "www" / name).write_bytes(content)
    port = free_port()
    (directory / "nginx.conf").write_text(
        configuration(directory, port, workers, max(map(len, files.values()))))
    command = [tools.find("nginx"), "-p", str(directory), "-c", str(directory / "nginx.conf"),
               "-e", str(directory / "error.log")]
    server = Server("nginx", port, Child(tools.pinned(core, command), bench.log("nginx")))
    try:
        wait_until_answers(server.child, port, f"/{next(iter(files))}")
    except BaseException:
        server.child.end()
        raise
    return server
