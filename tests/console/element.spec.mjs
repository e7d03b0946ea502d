// SPDX-License-Identifier: GPL-3.0-or-later
// The form in pages of others: the example, and pages that a test makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { assertAccessible, openWorld, shot } from "./world.mjs";

const example = readFileSync(new URL("../../app/web/examples/embedded.html", import.meta.url), "utf8");

/** Somebody else's server: another port is another origin. */
const pages = new Map();
const portal = createServer((request, response) => {
  const page = pages.get(request.url);
  response.writeHead(page ? 200 : 204, { "Content-Type": "text/html; charset=utf-8", ...page?.headers });
  response.end(page?.html);
});
await new Promise((resolve) => portal.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${portal.address().port}`;
after(() => portal.close());

const { server, page: openPage } = await openWorld({ environment: { OUTLET_CORS_ORIGINS: origin } });
let count = 0;

/** Opens a page of the portal with that in its body. */
async function open(body, { headers, ...options } = {}) {
  const path = `page-${++count}`;
  const html = body.startsWith("<!doctype")
    ? body
    : `<!doctype html><html lang="en"><title>Portal</title><script type="module" src="${server.url}/outlet-form.js"></script>${body}`;
  pages.set(`/${path}`, { html, headers });
  return openPage({ path, origin, ...options });
}

const field = (page, name) => page.getByLabel(name, { exact: true });
const told = (page) => page.evaluate(() => window.told);
const listen = `<script>
  window.told = [];
  for (const name of ["outlet-change", "outlet-submit", "outlet-created", "outlet-saved", "outlet-fault"])
    document.addEventListener(name, (event) => window.told.push([name, event.detail]));
</script>`;

async function fill(page, schema) {
  await field(page, "Database").fill("clean");
  await field(page, "Schema").fill(schema);
  await page.getByText(`clean.${schema}.*`).waitFor();
}

test("the example shows a form, and hears what is submitted", async () => {
  const page = await open(example.replaceAll("http://127.0.0.1:8080", server.url));
  await fill(page, "sales");
  await page.getByRole("button", { name: "Take it over" }).click();
  await page.locator("#told", { hasText: '"schema": "sales"' }).waitFor();
  assert.equal((await server.ask("GET", "/api/v2/data_output_configurations/")).data_output_configurations.length, 0);
  const colour = await field(page, "Database").evaluate((input) => getComputedStyle(input).backgroundColor);
  assert.notEqual(colour, "rgb(220, 20, 60)", "the page's style stays outside");
  await assertAccessible(page);
  await shot(page, "element-example");
});

test("two lines are enough, under a strict policy too", async () => {
  const policy = `default-src 'none'; script-src ${server.url}; connect-src ${server.url}`;
  const page = await open('<outlet-form plugin="S3DataOutput"></outlet-form>', { headers: { "Content-Security-Policy": policy } });
  await field(page, "Bucket").selectOption({ label: "egress" });
  await field(page, "Path").fill("here");
  await page.locator("output.path", { hasText: /egress\/+here/ }).waitFor();
});

test("with the token it stores by itself, and says what became of it", async () => {
  const page = await open(`<outlet-form plugin="SnowflakeDataOutput"></outlet-form>${listen}`);
  await field(page, "Schema").waitFor();
  await page.evaluate((token) => (document.querySelector("outlet-form").token = token), server.token);
  await fill(page, "stored");
  await page.getByRole("button", { name: "Create" }).click();
  await page.waitForFunction(() => window.told.some(([name]) => name === "outlet-created"));
  const [, created] = (await told(page)).at(-1);
  assert.equal(created.schema, "stored");
  assert.ok((await told(page)).some(([name, detail]) => name === "outlet-change" && detail.valid));
  assert.equal((await server.ask("GET", `/api/v2/data_output_configurations/${created.id}`)).schema, "stored");
});

test("without the token it says so, to people and to the page", async () => {
  const page = await open(`<outlet-form plugin="SnowflakeDataOutput"></outlet-form>${listen}`);
  await fill(page, "refused");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("alert").getByText("This needs the admin token").waitFor();
  const [name, fault] = (await told(page)).at(-1);
  assert.deepEqual([name, fault.status], ["outlet-fault", 401]);
});

test("what is kept already is changed", async () => {
  const stored = await server.ask("POST", "/api/v2/data_output_configurations/",
    { configuration_type: "SnowflakeDataOutput", database: "clean", schema: "old", access_granularity: "schema" });
  const page = await open(`<outlet-form configuration="${stored.id}"></outlet-form>${listen}`);
  await page.evaluate((token) => (document.querySelector("outlet-form").token = token), server.token);
  await fill(page, "new");
  for (const schema of ["new", "newer"]) {
    await fill(page, schema);
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForFunction((wanted) => window.told.some(([name, { schema }]) => name === "outlet-saved" && schema === wanted), schema);
  }
  assert.equal((await server.ask("GET", `/api/v2/data_output_configurations/${stored.id}`)).schema, "newer");
});

test("another plugin is another form, and a wrong one is explained", async () => {
  const page = await open("<outlet-form></outlet-form>");
  await page.getByText("This form has no plugin").waitFor();
  const choose = (plugin) => page.evaluate((name) => document.querySelector("outlet-form").setAttribute("plugin", name), plugin);
  await choose("GlueDataOutput");
  await field(page, "Database suffix").waitFor();
  await choose("NothingDataOutput");
  await page.getByRole("alert").getByText("Plugin 'NothingDataOutput' not found").waitFor();
  await choose("S3DataOutput");
  await field(page, "Bucket").waitFor();
});

test("it is dark where the page can be, and nowhere else", async () => {
  const page = await open('<outlet-form plugin="SnowflakeDataOutput"></outlet-form>', { dark: true });
  const brightness = () => field(page, "Database").evaluate((input) => getComputedStyle(input).backgroundColor);
  assert.equal(await brightness(), "rgb(255, 255, 255)");
  await page.evaluate(() => (document.documentElement.style.colorScheme = "light dark"));
  assert.notEqual(await brightness(), "rgb(255, 255, 255)");
});

test("it fits into a narrow page, and into a dark one", async () => {
  const page = await open('<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><body style="background: Canvas"><outlet-form plugin="SnowflakeDataOutput"></outlet-form>', { narrow: true, dark: true });
  await fill(page, "narrow");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await assertAccessible(page);
  await shot(page, "element-narrow-dark");
});
