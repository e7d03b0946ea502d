// SPDX-License-Identifier: GPL-3.0-or-later
// The connectors of tests/fixtures, as files and as packages.
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

const built = process.env.OUTLET_FIXTURES;

/** Copies what the build has made of a fixture: never loaded where it lies. */
export function placeFixture(name, plugins) {
  cpSync(join(built, name), plugins, { recursive: true });
}

/** Makes a package of a fixture with one connector; answers the file. */
export function pack(name, folder) {
  const [connector] = readdirSync(join(built, name));
  const file = join(folder, `${name}.zip`);
  execFileSync(process.env.OUTLET_PROGRAM, ["pack", join(built, name, connector), "--output", file]);
  return file;
}
