# SPDX-License-Identifier: GPL-3.0-or-later
"""`outlet serve`, with the flags that this build of it knows."""
import functools
import os
import re
import subprocess

import tools
from children import Child
from errors import BenchError
from fetch import free_port, wait_until_answers
from servers import Server

LIST = "/api/v2/plugins/"
FORM = "/api/v2/plugins/SnowflakeDataOutput/form"
# An empty query: the same answer, but not the target that is answered without Qt HTTP Server.
ROUTED = "?"

BUILT_IN = "SnowflakeDataOutput,DatabricksDataOutput,GlueDataOutput,RedshiftDataOutput"

# As with the peers, no connection is closed for having been used long enough. 0: no limit.
ENDLESS = {"--max-requests-per-connection": 0}


@functools.cache
def known_flags(program):
    """The flags that `outlet serve --help` names."""
    if not os.access(program, os.X_OK):
        raise BenchError(f"{program} is not there: run ./dev bench wire, which builds it")
    done = subprocess.run([program, "serve", "--help"], capture_output=True, text=True)
    return frozenset(re.findall(r"--[a-z][a-z-]*", done.stdout))


def environment():
    """That of this process without settings of the server."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("OUTLET_") and not name.endswith("ABLED_PLUGINS")}


def flags_for(data, plugins, without_built_in):
    flags = ["--data-dir", str(data), "--plugin-path", str(plugins)]
    return flags + (["--disabled-plugins", BUILT_IN] if without_built_in else ["--sample-data"])


def migrate(bench, data, plugins):
    """Makes the database for the connectors of a plugin path, without the built-in ones."""
    flags = flags_for(data, plugins, without_built_in=True)
    done = subprocess.run([bench.outlet, "migrate", "up", *flags], capture_output=True, text=True,
                          env=environment())
    if done.returncode != 0:
        raise BenchError(f"outlet migrate up failed: {done.stderr.strip()[-2000:]}")


def launch(bench, data, plugins=None, *, threads=1, core=0, without_built_in=False, optional=None):
    """
    Starts it, and returns before it answers.

    @param plugins default: the one with the external example
    @param optional flags that are passed only if this build knows them, with their values
    """
    port = free_port()
    command = [bench.outlet, "serve", "--listen", f"127.0.0.1:{port}",
               *flags_for(data, plugins or bench.plugins, without_built_in)]
    wished = {"--threads": threads, **ENDLESS, **(optional or {})}
    for flag, value in wished.items():
        if flag in known_flags(bench.outlet):
            command += [flag, str(value)]
    child = Child(tools.pinned(core, command), bench.log("outlet"), environment())
    return Server("outlet", port, child)


def start(bench, data, plugins=None, **options):
    """Starts it and waits for its first answer."""
    server = launch(bench, data, plugins, **options)
    try:
        wait_until_answers(server.child, server.port, LIST)
    except BaseException:
        server.child.end()
        raise
    return server
