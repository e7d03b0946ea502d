// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.env.OUTLET_PROGRAM;
const external = process.env.OUTLET_EXTERNAL;

/**
 * A real server on a free port, with sample data, the built-in connectors and a copy of S3, in a
 * folder of its own that goes with it. `prepare` gets the folder before the server starts.
 */
export async function startServer({ flags = [], environment = {}, prepare = () => {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), "outlet-console-"));
  const plugins = join(data, "plugins");
  mkdirSync(plugins);
  cpSync(join(external, "s3"), join(plugins, "s3"), { recursive: true });
  prepare(data, plugins);
  const child = spawn(
    program,
    ["serve", "--listen", "127.0.0.1:0", "--data-dir", data, "--sample-data", "--log-level", "warning", ...flags],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } },
  );
  // A test that takes too long is ended from outside: its server goes with it.
  process.once("SIGTERM", () => {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
    process.exit(1);
  });
  let said = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    const listen = (bytes) => {
      said += bytes;
      const found = /listens on (http:\/\/\S+)/.exec(said);
      if (found) resolve(found[1]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  const token = readFileSync(join(data, "admin-token"), "utf8").trim();

  /** Asks as the administrator; answers the JSON, and throws what is no success. */
  async function ask(method, path, body) {
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  return {
    url,
    token,
    data,
    plugins,
    ask,
    log: () => said,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
