// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openWorld, shot } from "./world.mjs";

const fixture = join(process.env.OUTLET_FIXTURES, "secretive", "secretive");
const { server, page: open } = await openWorld({
  prepare: (_, plugins) => cpSync(fixture, join(plugins, "secretive"), { recursive: true }),
});
const configurations = "/api/v2/data_output_configurations/";
const orders = { configuration_type: "SnowflakeDataOutput", database: "clean", schema: "sales", access_granularity: "table", table: "orders" };
const store = (configuration) => server.ask("POST", configurations, configuration);
const kept = async () => (await server.ask("GET", configurations)).data_output_configurations;
const snowflake = "#/forms/new/SnowflakeDataOutput";
const field = (page, name) => page.getByLabel(name, { exact: true });
const error = (page, text) => page.locator(".error", { hasText: text });

/** What the page asks of the server while `act` runs and until `until` holds. */
async function requestsDuring(page, act) {
  const seen = [];
  const listen = (request) => seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  page.on("request", listen);
  await act();
  page.off("request", listen);
  return seen;
}

test("a tile of a parent opens its children, a tile of a platform its form", async () => {
  const page = await open();
  await page.getByRole("link", { name: "AWS" }).click();
  const names = page.locator(".tile-label");
  await page.getByText("All destinations").waitFor();
  assert.deepEqual((await names.allTextContents()).sort(), ["Glue", "Redshift", "S3"]);
  await page.locator(".tile", { hasText: "S3" }).click();
  await page.getByRole("heading", { name: "New: S3" }).waitFor();
  await page.getByRole("link", { name: "Another destination" }).click();
  await page.locator(".tile", { hasText: "Glue" }).waitFor();
});

test("the choices are those of the database", async () => {
  const page = await open({ path: "#/forms/new/S3DataOutput" });
  await field(page, "Bucket").waitFor();
  assert.deepEqual(await field(page, "Bucket").locator("option").allTextContents(), ["Choose…", "datalake", "ingress", "egress"]);
});

test("a field appears and goes with the answer that it depends on", async () => {
  const page = await open({ path: snowflake });
  await field(page, "Schema").waitFor();
  assert.equal(await field(page, "Table").count(), 0);
  await page.getByLabel("Table level").check();
  await field(page, "Table").waitFor();
  assert.equal(await field(page, "Table").inputValue(), "*");
  await page.getByLabel("Schema level").check();
  await field(page, "Table").waitFor({ state: "detached" });
});

test("options that depend on other answers change as one types", async () => {
  const page = await open({ path: "#/forms/new/SecretiveDataOutput" });
  await field(page, "Region").selectOption({ label: "North" });
  await page.locator("datalist option[value='north-1']").waitFor({ state: "attached" });
  await field(page, "Region").selectOption({ label: "South" });
  await page.locator("datalist option[value='south-1']").waitFor({ state: "attached" });
  assert.equal(await page.locator("datalist option[value='north-1']").count(), 0);
});

test("an error shows where somebody has been, and goes when it is mended", async () => {
  const page = await open({ path: snowflake });
  await field(page, "Database").fill("clean");
  assert.equal(await page.locator(".error").count(), 0, "nobody has been at the schema yet");
  await field(page, "Schema").focus();
  await field(page, "Database").focus();
  await error(page, "Please provide schema").waitFor();
  assert.equal(await field(page, "Schema").getAttribute("aria-invalid"), "true");
  await field(page, "Schema").fill("sales");
  await error(page, "Please provide schema").waitFor({ state: "detached" });
  assert.equal(await field(page, "Schema").getAttribute("aria-invalid"), null);
});

test("the path and what the server fills in follow what is typed", async () => {
  const page = await open({ path: snowflake });
  const path = page.locator("output.path");
  await page.getByText("Appears as soon as the form is complete").waitFor();
  await field(page, "Database").fill("clean");
  await field(page, "Schema").fill("sales");
  await path.getByText("clean.sales.*").waitFor();
  await page.locator(".derived", { hasText: "database path" }).getByText("clean").waitFor();
  await page.getByLabel("Table level").check();
  await field(page, "Table").fill("{orders}");
  await path.getByText("clean.sales.{orders}").waitFor();
});

test("typing asks the server once, when it has come to rest", async () => {
  const page = await open({ path: snowflake });
  await field(page, "Schema").waitFor();
  await page.locator("[aria-busy=false].result").waitFor();
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000); // so that a slow machine types as fast as any
  const asked = await requestsDuring(page, async () => {
    await field(page, "Schema").focus();
    for (const key of "twenty characters on") {
      await page.keyboard.press(key);
      await page.clock.runFor(200);
    }
    const answer = page.waitForResponse((response) => response.url().endsWith("/validate"));
    await page.clock.runFor(200);
    await answer;
  });
  assert.deepEqual(asked, ["POST /api/v2/plugins/SnowflakeDataOutput/validate"]);
});

test("a late answer to what is no longer there is dropped", async () => {
  const page = await open({ path: snowflake });
  await field(page, "Database").fill("clean");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/validate", async (route) => {
    if (route.request().postDataJSON().schema === "slow") await held;
    await route.continue().catch(() => {}); // the page has called it off
  });
  const slow = page.waitForRequest((request) => request.postData()?.includes('"slow"') ?? false);
  await field(page, "Schema").fill("slow");
  await slow;
  await field(page, "Schema").fill("fast");
  const path = page.locator("output.path");
  await path.getByText("clean.fast.*").waitFor();
  release();
  await page.waitForTimeout(300); // for an answer that must not come
  assert.equal(await path.textContent(), "clean.fast.*");
});

test("a form that is wrong is not sent, and the first wrong field has the focus", async () => {
  const page = await open({ path: snowflake, admin: true });
  await field(page, "Database").fill("clean");
  const asked = await requestsDuring(page, async () => {
    await page.getByRole("button", { name: "Create" }).click();
    await error(page, "Please provide schema").waitFor();
  });
  assert.equal(asked.includes(`POST ${configurations}`), false);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "field_schema");
});

test("a form is filled in and stored by keyboard alone", async () => {
  const page = await open({ path: snowflake, admin: true });
  await field(page, "Database").focus();
  await page.keyboard.type("clean");
  await page.keyboard.press("Tab");
  await page.keyboard.type("keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown"); // the other granularity
  await field(page, "Table").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("typed\n");
  await page.getByRole("heading", { name: "clean · keyboard · typed" }).waitFor();
  const [stored] = (await kept()).filter(({ schema }) => schema === "keyboard");
  assert.equal(stored.table, "typed");
  assert.equal(stored.access_granularity, "table");
});

test("without the token nothing is stored, what was entered stays, and the way on is shown", async () => {
  const page = await open({ path: snowflake });
  await page.getByText("You are reading only").waitFor();
  await field(page, "Database").fill("clean");
  await field(page, "Schema").fill("reader");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("alert").getByText("This needs the admin token").waitFor();
  await page.getByRole("button", { name: "Enter the admin token" }).click();
  await page.getByLabel("Token", { exact: true }).fill(server.token);
  await page.getByRole("button", { name: "Use this token" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  assert.equal(await field(page, "Schema").inputValue(), "reader");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "clean · reader" }).waitFor();
});

test("a configuration is changed, and shows where it leads in each environment", async () => {
  const { id } = await store({ ...orders, table: "before" });
  const page = await open({ path: `#/forms/edit/${id}`, admin: true });
  await page.getByRole("rowheader", { name: "production" }).waitFor();
  await field(page, "Table").fill("after");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  const changed = await server.ask("GET", configurations + id);
  assert.deepEqual([changed.table, changed.table_path], ["after", "after"], "what is derived follows");
  await page.getByRole("heading", { name: "clean · sales · after" }).waitFor();
  assert.equal(await field(page, "Table").inputValue(), "after");
  await page.getByRole("cell", { name: "clean.sales.after" }).first().waitFor();
});

test("what is no address of the web is no link", async () => {
  const { id } = await store({ ...orders, table: "linked" });
  const page = await open();
  const environment = { technical_info: "x", problems: [] };
  const urls = ["javascript:alert(1)", "not an address", "https://fine.example/login"];
  await page.route("**/access", (route) => route.fulfill({ json: { environments: urls.map((url, at) => ({ ...environment, id: String(at), name: `e${at}`, url })) } }));
  await page.goto(`${server.url}/#/forms/edit/${id}`);
  await page.getByText("not an address").waitFor();
  const links = await page.getByRole("cell").getByRole("link").evaluateAll((all) => all.map(({ href }) => href));
  assert.deepEqual(links, ["https://fine.example/login"]);
});

test("what nobody sees stays as it is", async () => {
  const { id } = await store({ ...orders, bucket_identifier: "by-a-program", table_path: "elsewhere" });
  const page = await open({ path: `#/forms/edit/${id}`, admin: true });
  await field(page, "Table").fill("after");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  const { table, bucket_identifier: bucket, table_path: path, database_path: database } = await server.ask("GET", configurations + id);
  assert.deepEqual({ table, bucket, path, database }, { table: "after", bucket: "by-a-program", path: "elsewhere", database: "clean" });
});

test("whoever was faster is not overwritten unawares", async () => {
  const { id } = await store({ ...orders, table: "first" });
  const page = await open({ path: `#/forms/edit/${id}`, admin: true });
  await field(page, "Table").fill("mine");
  await server.ask("PUT", configurations + id, { ...orders, table: "theirs" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Somebody else has changed this configuration meanwhile").waitFor();
  assert.equal((await server.ask("GET", configurations + id)).table, "theirs");
  await shot(page, "forms-conflict");
  await page.getByRole("button", { name: "Show their state" }).click();
  await page.getByRole("heading", { name: "clean · sales · theirs" }).waitFor();
  await field(page, "Table").fill("mine again");
  await server.ask("PUT", configurations + id, { ...orders, table: "theirs too" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save mine over it" }).click();
  await page.getByRole("heading", { name: "clean · sales · mine again" }).waitFor();
  assert.equal((await server.ask("GET", configurations + id)).table, "mine again");
});

test("deleting asks first", async () => {
  const { id } = await store({ ...orders, table: "doomed" });
  const page = await open({ admin: true });
  const remove = page.getByRole("button", { name: "Delete clean · sales · doomed" });
  await remove.click();
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.ok((await kept()).some((one) => one.id === id), "it is still there");
  await remove.click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await remove.waitFor({ state: "detached" });
  assert.ok(!(await kept()).some((one) => one.id === id), "it is gone");
});

test("readers see no way to delete", async () => {
  await store({ ...orders, table: "looked at" });
  const page = await open();
  await page.getByRole("link", { name: "Look at clean · sales · looked at" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Delete/ }).count(), 0);
});

test("a secret goes in, is never shown, is kept, and is taken away", async () => {
  const page = await open({ path: "#/forms/new/SecretiveDataOutput", admin: true });
  await field(page, "Region").selectOption({ label: "North" });
  const token = page.locator("#field_token");
  await token.fill("s3cret-value");
  assert.equal(await token.getAttribute("type"), "password");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByText("In the environments").or(page.getByRole("button", { name: "Save" })).first().waitFor();
  const stored = async () => (await kept()).find(({ configuration_type: type }) => type === "SecretiveDataOutput");
  assert.deepEqual((await stored()).secrets_set, ["token"]);
  assert.equal(await token.inputValue(), "");
  assert.equal(await token.getAttribute("placeholder"), "Kept as it is");

  await field(page, "Region").selectOption({ label: "South" });
  await field(page, "Owner").fill("me");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  assert.deepEqual([(await stored()).region, (await stored()).secrets_set], ["south", ["token"]]);

  await page.getByRole("button", { name: "Take it away" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#field_token:not([placeholder])").waitFor(); // there is none to keep
  assert.deepEqual((await stored()).secrets_set, []);
});

test("a list that is long comes a page at a time", async () => {
  for (let i = 0; i < 25; ++i) await store({ configuration_type: "S3DataOutput", bucket: "egress", path: `number-${i}` });
  const page = await open();
  await page.getByLabel("Show").selectOption({ label: "S3" });
  const rows = page.locator(".table tbody tr");
  await page.getByRole("button", { name: "Show more" }).waitFor();
  assert.equal(await rows.count(), 20);
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("link", { name: "egress · number-24", exact: true }).waitFor();
  assert.equal(await rows.count(), 25);
  assert.equal(await page.getByRole("button", { name: "Show more" }).count(), 0);
});

test("what is unknown, not configured or out of reach says what to do", async () => {
  const page = await open({ path: "#/forms/new/NothingDataOutput", allow: ["ERR_"] });
  await page.getByRole("alert").getByText("Plugin 'NothingDataOutput' not found").waitFor();
  await page.goto(`${server.url}/#/forms/edit/11111111-1111-1111-1111-111111111111`);
  await page.getByRole("alert").getByText("Configuration not found").waitFor();
  await page.route("**/form", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), not_configured: true } });
  });
  await page.goto(`${server.url}/${snowflake}`);
  await page.getByText("Snowflake is not configured yet").waitFor();
  await page.unroute("**/form");
  await page.route("**/api/**", (route) => route.abort());
  await page.goto(`${server.url}/#/forms`);
  await page.getByRole("alert").getByText("The server does not answer").first().waitFor();
  await page.unroute("**/api/**");
  await page.getByRole("button", { name: "Try again" }).first().click();
  await page.getByRole("link", { name: "Snowflake" }).first().waitFor();
});

test("a configuration outlives its connector readably", async () => {
  const { id } = await store({ ...orders, table: "orphan" });
  await server.ask("POST", "/admin/plugins/SnowflakeDataOutput/disable");
  const page = await open({ path: `#/forms/edit/${id}` });
  await page.getByText("Its connector is not in force").waitFor();
  await page.getByRole("link", { name: "See why under Plugins" }).waitFor();
  await page.locator(".kept").getByText("orphan").first().waitFor();
  await shot(page, "forms-orphan");
  await server.ask("POST", "/admin/plugins/SnowflakeDataOutput/enable");
});
