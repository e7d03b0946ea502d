// SPDX-License-Identifier: GPL-3.0-or-later
// The page of platforms: everything that administrators enter, and what is said about it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld();
const root = "/api/v2/configuration";
const { platforms } = await server.ask("GET", `${root}/platforms`);
const idOf = (name) => platforms.find((platform) => platform.name === name).id;

const card = (page, name) => page.getByRole("region", { name });
const dialog = (page) => page.getByRole("dialog");
const press = (scope, name) => scope.getByRole("button", { name, exact: true }).click();

async function edit(page, name, entries) {
  await press(page, name);
  await fill(page, entries);
}

async function fill(page, entries) {
  for (const [label, text] of Object.entries(entries)) await dialog(page).getByLabel(label).fill(text);
  await press(dialog(page), "Save");
}

test("platforms, services, templates and options are there to read", async () => {
  const page = await open({ path: "#/platforms" });
  const aws = card(page, "AWS");
  await aws.getByText("{bucket}/{suffix}/{path}").waitFor();
  await aws.getByText("datalake").waitFor();
  await aws.getByRole("link", { name: "S3DataOutput" }).waitFor();
  await page.getByText("You are reading only").waitFor();
  assert.equal(await page.getByRole("button", { name: /^(Add|Edit|Delete|Rename)/ }).count(), 0);
  await shot(page, "platforms");
  await assertAccessible(page);
});

test("a platform is added, renamed and deleted", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await press(page, "Add a platform");
  await press(dialog(page), "Save");
  await dialog(page).getByText("Please provide name").waitFor();
  await fill(page, { Name: "Azure" });
  await page.getByText("The platform is added").waitFor();
  await edit(page, "Rename Azure", { Name: "Azure Cloud" });
  await page.getByText("The platform is renamed").waitFor();
  await press(page, "Delete Azure Cloud");
  await dialog(page).getByText("Delete the platform Azure Cloud?").waitFor();
  await assertAccessible(page);
  await press(dialog(page), "Delete");
  await page.getByText("Deleted: the platform Azure Cloud").waitFor();
  await card(page, "Azure Cloud").waitFor({ state: "detached" });
});

test("what is in use stays, and says by what", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await press(page, "Delete AWS");
  await press(dialog(page), "Delete");
  await dialog(page).getByText("It is in use, so it stays").waitFor();
  await dialog(page).getByText(/in use by .*Glue/).waitFor();
  await shot(page, "platforms-in-use");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await card(page, "AWS").waitFor();
});

test("a template with a name that nothing fills is saved, and the warning shown", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await press(page, "Edit S3");
  await dialog(page).getByText(/S3DataOutput fills .*\{bucket\}/).first().waitFor();
  await fill(page, { "Access path": "{bucket}/{nonsense}" });
  await page.getByText(/^S3 is saved\. Without a warning/).waitFor();
  await page.getByText(/nonsense/).first().waitFor();
  await page.getByText("template-unknown-name").first().waitFor();
  await page.getByText("What to do:").first().waitFor();
  await shot(page, "platforms-warnings");
  await assertAccessible(page);
  await edit(page, "Edit S3", { "Access path": "{bucket}/{suffix}/{path}" });
  await page.getByText("template-unknown-name").first().waitFor({ state: "detached" });
  await page.getByText(/^S3 is saved/).waitFor();
});

test("administrators see what would fail in silence, without writing", async () => {
  const id = (await server.ask("GET", `${root}/platforms/${idOf("Snowflake")}/services`)).platform_services[0].id;
  const name = { name: "Snowflake", technical_info_template: "{database}.{schema}.{table}" };
  const page = await open({ path: "#/platforms", admin: true });
  await page.getByRole("heading", { name: "What would fail in silence" }).waitFor();
  await server.ask("PUT", `${root}/platforms/services/${id}`, { ...name, result_string_template: "{databse}" });
  await page.getByText(/names "databse"/).waitFor();
  await page.getByText(/1 cannot work/).waitFor();
  await shot(page, "platforms-findings");
  await assertAccessible(page);
  await server.ask("PUT", `${root}/platforms/services/${id}`, { ...name, result_string_template: "{database}.{schema}.{table}" });
  await page.getByText(/names "databse"/).waitFor({ state: "detached" });
});

test("a service without a connector is marked as such", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await edit(page, "Add a service to Databricks", { Name: "Volumes" });
  await page.getByText(/The service is added/).waitFor();
  await card(page, "Databricks").getByText("No connector in force has this key").waitFor();
  await press(page, "Delete Volumes");
  await press(dialog(page), "Delete");
  await page.getByText(/Deleted: the service Volumes/).waitFor();
});

test("options are edited one a line, and show in the form at once", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await press(page, "Edit options of Snowflake");
  const options = dialog(page).getByLabel("Options, one a line");
  assert.equal(await options.inputValue(), "clean\nmaster");
  await options.fill("clean\nclean");
  await press(dialog(page), "Save");
  await dialog(page).getByText("“clean” stands there twice").waitFor();
  await options.fill("clean\nmaster\n\n  raw ");
  await press(dialog(page), "Save");
  await page.getByText(/^The options of Snowflake are saved/).waitFor();
  await card(page, "Snowflake").getByText("raw", { exact: true }).waitFor();
  const form = await server.ask("GET", "/api/v2/plugins/SnowflakeDataOutput/form");
  assert.deepEqual(form.ui_metadata[0].select.options.map(({ value }) => value), ["clean", "master", "raw"]);
});

test("whoever was overtaken sees what the other wrote, and decides", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  await press(page, "Rename Databricks");
  await dialog(page).getByLabel("Name").fill("Mine");
  await server.ask("PUT", `${root}/platforms/${idOf("Databricks")}`, { name: "Theirs" });
  await press(dialog(page), "Save");
  await dialog(page).getByText("Somebody else has changed it since you opened it").waitFor();
  await dialog(page).getByText("Theirs", { exact: true }).waitFor();
  await shot(page, "platforms-conflict");
  await assertAccessible(page);
  await press(dialog(page), "Take theirs");
  assert.equal(await dialog(page).getByLabel("Name").inputValue(), "Theirs");
  await server.ask("PUT", `${root}/platforms/${idOf("Databricks")}`, { name: "Theirs again" });
  await dialog(page).getByLabel("Name").fill("Databricks");
  await press(dialog(page), "Save");
  await press(dialog(page), "Overwrite with mine");
  await page.getByText("The platform is renamed").waitFor();
  assert.equal((await server.ask("GET", `${root}/platforms/${idOf("Databricks")}`)).name, "Databricks");
});

test("what was changed meanwhile is not deleted unseen", async () => {
  const { id } = await server.ask("POST", `${root}/platforms`, { name: "Short" });
  const page = await open({ path: "#/platforms", admin: true });
  const read = page.waitForResponse((response) => response.url().endsWith(id));
  await press(page, "Delete Short");
  await (await read).finished();
  await server.ask("PUT", `${root}/platforms/${id}`, { name: "Shorter" });
  await press(dialog(page), "Delete");
  await dialog(page).getByText("Somebody else has changed it since you opened this").waitFor();
  await press(dialog(page), "Delete");
  await page.getByText("Deleted: the platform Short").waitFor();
});

test("what somebody else changes shows without reloading", async () => {
  const page = await open({ path: "#/platforms" });
  await card(page, "AWS").waitFor();
  const { id } = await server.ask("POST", `${root}/platforms`, { name: "From afar" });
  await card(page, "From afar").waitFor();
  await server.ask("DELETE", `${root}/platforms/${id}`);
  await card(page, "From afar").waitFor({ state: "detached" });
});

test("environments are read by all, and what platforms have there by administrators", async () => {
  const page = await open({ path: "#/platforms/environments" });
  const development = card(page, /^development/);
  await development.getByText("default", { exact: true }).waitFor();
  await development.getByText("S3", { exact: true }).click();
  await development.getByText(/bucket_arn/).waitFor();
  await development.getByText(/it shows with the admin token/).waitFor();
  await assertAccessible(page);
  const admin = await open({ path: "#/platforms/environments", admin: true });
  await card(admin, /^development/).getByText("login_url").first().waitFor();
  await shot(admin, "environments");
  await assertAccessible(admin);
});

test("an environment is added with a configuration, and goes only when it is empty", async () => {
  const page = await open({ path: "#/platforms/environments", admin: true });
  await press(page, "Add an environment");
  await fill(page, { Name: "staging", Acronym: "dev" });
  await dialog(page).getByText(/acronym/i).last().waitFor();
  await dialog(page).getByRole("alert").or(dialog(page).locator(".field-error")).first().waitFor();
  await fill(page, { Acronym: "stg" });
  await page.getByText(/^The environment is added/).waitFor();

  await press(page, "Configure a platform in staging");
  await dialog(page).getByLabel("Platform").selectOption({ label: "Snowflake" });
  const json = dialog(page).getByLabel("Configuration");
  await json.fill('{\n  "login_url": "https://stg.example"\n  "account": 1\n}');
  await dialog(page).getByText(/^Line 3, column 3: /).waitFor();
  await press(dialog(page), "Show me");
  assert.deepEqual(await json.evaluate((area) => [area.selectionStart, document.activeElement === area]), [41, true]);
  await shot(page, "environments-json");
  await assertAccessible(page);
  await press(dialog(page), "Save");
  await dialog(page).getByText("Mend the JSON first").waitFor();
  await json.fill("[1]");
  await dialog(page).getByText(/Found a list, wanted an object/).waitFor();
  await json.fill('{"login_url":"https://stg.example/login"}');
  await press(dialog(page), "Tidy up");
  assert.match(await json.inputValue(), /\n {2}"login_url"/);
  await press(dialog(page), "Save");
  await page.getByText(/^The platform is configured in staging/).waitFor();

  await press(page, "Delete staging");
  await press(dialog(page), "Delete");
  await dialog(page).getByText("It is in use, so it stays").waitFor();
  await page.keyboard.press("Escape");
  await press(card(page, /^staging/), "Delete Snowflake in staging");
  await press(dialog(page), "Delete");
  await page.getByText(/^Deleted: the configuration of Snowflake in staging/).waitFor();
  await press(page, "Delete staging");
  await press(dialog(page), "Delete");
  await page.getByText(/^Deleted: the environment staging/).waitFor();
});

test("items of a service that no option leads to are warned of", async () => {
  const page = await open({ path: "#/platforms/environments", admin: true });
  await press(page, "Edit S3 in production");
  const before = await dialog(page).getByLabel("Items").inputValue();
  await dialog(page).getByLabel("Items").fill("[]");
  await press(dialog(page), "Save");
  await page.getByText(/^S3 in production is saved\. Without a warning/).waitFor();
  await page.getByText(/has no item for "datalake"/).first().waitFor();
  await press(page, "Edit S3 in production");
  await dialog(page).getByLabel("Items").fill(before);
  await press(dialog(page), "Save");
  await page.getByText(/has no item for "datalake"/).first().waitFor({ state: "detached" });
  await page.getByText(/^S3 in production is saved/).waitFor();
});

test("without anything, the page says what to do", async () => {
  const page = await open({ path: "#/forms", admin: true });
  await page.route("**/api/v2/configuration/platforms", (route) => route.fulfill({ json: { platforms: [] } }));
  await page.route("**/api/v2/configuration/environments", (route) => route.fulfill({ json: { environments: [] } }));
  await page.getByRole("link", { name: "Platforms", exact: true }).click();
  await page.getByText("There is no platform yet").waitFor();
  await page.getByRole("link", { name: "Environments" }).click();
  await page.getByText("There is no environment yet").waitFor();
  await page.getByRole("button", { name: "Add an environment" }).waitFor();
});

test("a server that does not answer is told of, and asked again", async () => {
  const page = await open({ path: "#/forms", allow: ["ERR_"] });
  await page.route("**/api/v2/events", (route) => route.abort()); // else the page helps itself
  await page.route("**/api/v2/configuration/**", (route) => route.abort());
  await page.getByRole("link", { name: "Platforms", exact: true }).click();
  await page.getByText("The server does not answer").first().waitFor();
  await page.unroute("**/api/v2/configuration/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await card(page, "AWS").waitFor();
});

test("a dialog is worked by keyboard alone, and gives the focus back", async () => {
  const page = await open({ path: "#/platforms", admin: true });
  const button = page.getByRole("button", { name: "Rename Snowflake", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await dialog(page).getByLabel("Name").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await button.evaluate((element) => document.activeElement === element), true);
});

for (const look of [{ dark: true }, { narrow: true }]) {
  test(`the page stands ${look.dark ? "in the dark" : "on a narrow screen"}`, async () => {
    const name = look.dark ? "dark" : "narrow";
    const page = await open({ path: "#/platforms", admin: true, ...look });
    await card(page, "AWS").getByText("datalake").waitFor();
    await shot(page, `platforms-${name}`);
    await assertAccessible(page);
    await assertFits(page);
    await page.getByRole("link", { name: "Environments" }).click();
    await card(page, /^production/).waitFor();
    await press(page, "Edit S3 in production");
    await dialog(page).getByLabel("Items").waitFor();
    await shot(page, `environments-${name}`);
    await assertAccessible(page);
    await assertFits(page);
  });
}
