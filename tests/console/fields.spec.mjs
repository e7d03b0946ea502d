// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of field that a manifest may have: how it is entered, and what is sent.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertAccessible, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld();
const golden = new URL("../ui-schemas/golden/schema-everything.json", import.meta.url);

/** The schema that has all of it, and a list without choices. */
function everything() {
  const { json_schema, ui_schema } = JSON.parse(readFileSync(golden, "utf8"));
  json_schema.properties.topics = { type: "array", items: { type: "string" }, default: ["*"], title: "Topics" };
  ui_schema.topics = { "ui:title": "Topics", "ui:help": "What to listen to" };
  return { json_schema, ui_schema: { ...ui_schema, "ui:order": ["*"] } };
}

/** The page of that form; what was sent last is `sent()`. */
async function openForm() {
  const page = await open({ admin: true });
  let last = null;
  const answer = (path, json) => page.route(`**/EverythingDataOutput/${path}`, (route) => route.fulfill({ json }));
  await answer("schema", everything());
  await answer("form", { not_configured: false, plugin: "EverythingDataOutput", platform: "everything", display_name: "Everything", detailed_name: "", result_label: "Result", result_tooltip: "", parent_platform: null, show_in_form: true });
  await page.route("**/EverythingDataOutput/validate", (route) => {
    last = route.request().postDataJSON();
    return route.fulfill({ json: { valid: true, errors: [], fields: {} } });
  });
  await page.goto(`${server.url}/#/forms/new/EverythingDataOutput`);
  await page.getByText("Warehouse").waitFor();
  return { page, sent: () => last };
}

/** Waits until what is sent has these values; says what was sent instead if it never does. */
async function assertSent({ page, sent }, wanted) {
  const has = () => sent() && JSON.stringify({ ...sent(), ...wanted }) === JSON.stringify(sent());
  for (let round = 0; round < 100 && !has(); ++round) await page.waitForTimeout(50);
  assert.deepEqual({ ...sent(), ...wanted }, sent());
}

test("what the form begins with is what the manifest says", async () => {
  const form = await openForm();
  await form.page.getByLabel("Warehouse").fill("w");
  await assertSent(form, { warehouse: "w" });
  assert.deepEqual(form.sent(), { configuration_type: "EverythingDataOutput", count: 5, is_public: false, mode: true, ratio: 0.5, tags: [], topics: ["*"], warehouse: "w" });
});

test("numbers are sent as numbers", async () => {
  const form = await openForm();
  await form.page.getByLabel("Count").fill("7");
  await assertSent(form, { count: 7 });
  assert.equal(await form.page.getByLabel("Count").getAttribute("type"), "number");
});

test("a checkbox, and a choice between true and false", async () => {
  const form = await openForm();
  await form.page.getByLabel("Public").check();
  await assertSent(form, { is_public: true });
  await form.page.getByLabel("Off").check();
  await assertSent(form, { mode: false });
});

test("several of fixed choices", async () => {
  const form = await openForm();
  await form.page.getByRole("group", { name: "Tags" }).getByLabel("Red").check();
  await form.page.getByLabel("Blue").check();
  await assertSent(form, { tags: ["red", "blue"] });
  await form.page.getByLabel("Red").uncheck();
  await assertSent(form, { tags: ["blue"] });
});

test("a list without choices grows and shrinks", async () => {
  const form = await openForm();
  const { page } = form;
  await page.getByRole("button", { name: "Add to Topics" }).click();
  const group = page.getByRole("group", { name: "Topics" });
  await group.getByRole("textbox").nth(1).fill("plugin:*");
  await assertSent(form, { topics: ["*", "plugin:*"] });
  await page.getByRole("button", { name: "Remove item 1 of Topics" }).click();
  await assertSent(form, { topics: ["plugin:*"] });
});

test("a secret with a condition, and text that looks like markup", async () => {
  const form = await openForm();
  const secret = form.page.getByLabel('Password "for" <it>');
  await secret.waitFor();
  assert.equal(await secret.getAttribute("type"), "password");
  assert.equal(await secret.isDisabled(), true, "the manifest says so");
  await form.page.getByLabel("Public").check();
  await secret.waitFor({ state: "detached" });
});

test("all of it can be used by assistive tools", async () => {
  const { page } = await openForm();
  await page.getByRole("button", { name: "Add to Topics" }).click();
  await assertAccessible(page);
  await shot(page, "fields");
});
