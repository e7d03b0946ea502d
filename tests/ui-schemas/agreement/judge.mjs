// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node judge.mjs <node_modules> <file>
//
// Judges configurations by their schemas, and compares with what the server says of them. The file
// is [{"name", "schema", "cases": [["<configuration as JSON>", <whether the server takes it>], ...]}].
// Prints a line per disagreement, ten at most of each name, and exits 1 if there is any.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { default: Ajv } = await import(pathToFileURL(require.resolve("ajv/dist/2020.js")));
let faults = 0;

for (const { name, schema, cases } of JSON.parse(readFileSync(file, "utf8"))) {
  const check = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
  let shown = 0;
  for (const [text, isTaken] of cases) {
    if (check(JSON.parse(text)) === isTaken) continue;
    ++faults;
    if (++shown > 10) continue;
    const why = isTaken ? check.errors.map((e) => `${e.instancePath} ${e.message}`).join("; ") : "the schema has nothing against it";
    console.log(`${name}: ${text} is ${isTaken ? "taken" : "refused"} by the server, but: ${why}`);
  }
}
console.log(`${faults} disagreements`);
process.exit(faults === 0 ? 0 : 1);
