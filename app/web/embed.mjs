// SPDX-License-Identifier: MIT
// embed.mjs FOLDER QRC: lists the files of a folder as Qt resources, with a compressed twin of each,
// so that the server neither compresses nor waits when it starts.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const [folder, qrc] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith(".gz"))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
  .sort();
const lines = [];
for (const name of names) {
  const path = join(folder, name);
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
  for (const file of [name, `${name}.gz`]) lines.push(`<file alias="${file}">${join(folder, file)}</file>`);
}
writeFileSync(qrc, `<RCC><qresource prefix="/outlet/console">\n${lines.join("\n")}\n</qresource></RCC>\n`);
