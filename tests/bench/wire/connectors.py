# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugin paths with many connectors, and the rows that configure them."""
import json
import sqlite3
import subprocess
import uuid

import outlet_server
from errors import BenchError

OPTIONS = json.dumps(["clean", "master"])


def make(bench, count):
    """
    A plugin path with `count` connectors and a database for them: migrated, with a row of
    options for each, so that every form is a full one.

    Returns the plugin path and the data directory.
    """
    plugins = bench.directory(f"plugins-{count}")
    data = bench.directory(f"data-{count}")
    done = subprocess.run([bench.make_plugins, str(plugins), str(count)], capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise BenchError(f"{bench.make_plugins} failed: {done.stderr.strip()}")
    outlet_server.migrate(bench, data, plugins)
    configure(data, count)
    return plugins, data


def configure(data, count):
    """What an administrator enters: a platform, and a service with options for each connector."""
    database = sqlite3.connect(data / "outlet.sqlite", timeout=30)
    platform = str(uuid.uuid4())
    services = [(str(uuid.uuid4()), f"bench_{i:05}") for i in range(count)]
    with database:
        database.execute("INSERT INTO platforms (id, name) VALUES (?, 'Bench')", (platform,))
        database.executemany(
            "INSERT INTO platform_services (id, name, platform_id) VALUES (?, ?, ?)",
            ((service, name, platform) for service, name in services))
        database.executemany(
            "INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
            "VALUES (?, ?, ?, ?)",
            ((str(uuid.uuid4()), platform, service, OPTIONS) for service, _ in services))
    database.close()


def check(listing, count):
    """Whether a list has all of them, each with its form."""
    plugins = json.loads(listing)["plugins"]
    full = sum(1 for plugin in plugins if plugin["ui_metadata"])
    if len(plugins) != count or full != count:
        raise BenchError(f"the list has {len(plugins)} connectors, {full} of them configured; "
                         f"wanted {count}")
