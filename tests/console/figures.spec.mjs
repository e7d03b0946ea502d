// SPDX-License-Identifier: GPL-3.0-or-later
// How large the console is, and how fast. Times depend on the machine: they are told, not judged.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openWorld } from "./world.mjs";

const { server, page: open } = await openWorld();
const files = process.env.OUTLET_CONSOLE_FILES;

function percentile(times, part) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

test("all that there is to load has at most 500 KB, compressed", () => {
  const compressed = readdirSync(files, { recursive: true }).filter((name) => name.endsWith(".gz"));
  const sizes = compressed.map((name) => [name, statSync(join(files, name)).size]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  for (const [name, size] of sizes) console.log(`# ${(size / 1000).toFixed(1)} KB ${name}`);
  console.log(`# bundle: ${(total / 1000).toFixed(1)} KB compressed`);
  assert.ok(sizes.length > 3);
  assert.ok(total <= 500_000, `${total} bytes`);
});

test("first paint", async () => {
  const times = [];
  for (let round = 0; round < 5; ++round) {
    const page = await open();
    await page.getByRole("link", { name: "Snowflake" }).first().waitFor();
    times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
  }
  console.log(`# first contentful paint: ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
});

/** What the server would say of a connector with 50 fields, the last ones shown on a condition. */
function fifty() {
  const names = Array.from({ length: 50 }, (_, at) => `field_${at}`);
  const text = (at) => ({ type: "string", title: `Field ${at}`, minLength: 1, default: "" });
  const conditional = names.slice(40);
  const plain = Object.fromEntries(names.map((name, at) => [name, at < 40 ? text(at) : {}]));
  plain.field_0 = { type: "string", title: "Field 0", oneOf: [{ const: "all", title: "All" }, { const: "few", title: "Few" }] };
  const shown = Object.fromEntries(conditional.map((name, at) => [name, text(40 + at)]));
  const json_schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    title: "Fifty",
    required: names.slice(0, 40),
    properties: { configuration_type: { type: "string", default: "FiftyDataOutput" }, ...plain },
    allOf: conditional.map((name) => ({
      if: { properties: { field_0: { const: "all" } }, required: ["field_0"] },
      then: { properties: { [name]: shown[name] } },
    })),
  };
  const ui_schema = { configuration_type: { "ui:widget": "hidden" }, "ui:order": [...names, "*"] };
  for (const name of names) ui_schema[name] = { "ui:widget": "text", "ui:help": "What to enter here" };
  ui_schema.field_0 = { "ui:widget": "radio", "ui:initialValue": "all" };
  const fields = (values) =>
    Object.fromEntries(names.map((name) => {
      const value = values[name] ?? "";
      return [name, { value, errors: value ? [] : [`Please provide ${name}`], visible: true, required: true, options: [] }];
    }));
  return { json_schema, ui_schema, fields };
}

test("typing in a form of 50 fields", async () => {
  const page = await open();
  const { json_schema, ui_schema, fields } = fifty();
  await page.route("**/FiftyDataOutput/schema", (route) => route.fulfill({ json: { json_schema, ui_schema } }));
  await page.route("**/FiftyDataOutput/form", (route) => route.fulfill({ json: { not_configured: false, plugin: "FiftyDataOutput", platform: "fifty", display_name: "Fifty", detailed_name: "", result_label: "Result", result_tooltip: "", parent_platform: null, show_in_form: true } }));
  await page.route("**/FiftyDataOutput/validate", (route) => route.fulfill({ json: { valid: false, errors: [], fields: fields(route.request().postDataJSON()) } }));
  await page.goto(`${server.url}/#/forms/new/FiftyDataOutput`);
  await page.getByLabel("Field 49", { exact: true }).waitFor();
  assert.equal(await page.locator(".field").count(), 50);
  await page.evaluate(() => {
    window.times = [];
    let pressed = 0;
    document.addEventListener("keydown", () => (pressed = performance.now()), true);
    document.addEventListener("input", () => {
      requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - pressed)));
    }, true);
  });
  for (const name of ["Field 1", "Field 25", "Field 49"]) {
    // Slower than the delay of the questions now and then, so that verdicts come in between.
    await page.getByLabel(name, { exact: true }).pressSequentially("what people type into a field", { delay: 60 });
    await page.waitForTimeout(400);
  }
  const times = await page.evaluate(() => window.times);
  assert.equal(times.length, 87);
  console.log(`# from a key to the paint: median ${percentile(times, 0.5).toFixed(1)} ms, 95 % ${percentile(times, 0.95).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`);
});
