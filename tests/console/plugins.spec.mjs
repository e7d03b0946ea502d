// SPDX-License-Identifier: GPL-3.0-or-later
// The page of plugins: verdicts, operations, packages, what happens meanwhile.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pack, placeFixture } from "./fixtures.mjs";
import { assertAccessible, assertFits, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld({
  prepare: (_data, plugins) => {
    for (const name of ["depends_good", "missing_dependency", "health_good", "echo"]) placeFixture(name, plugins);
    mkdirSync(join(plugins, "junk"));
    writeFileSync(join(plugins, "junk", "junk.so"), "rubbish");
  },
});
const packages = { 1: pack("changing_1", server.data), 2: pack("changing_2", server.data) };

const row = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const live = (page) => page.getByText("Live", { exact: true }).waitFor();

async function choose(page, file, { name = "changing.zip", press = /^Install$|^Upgrade/ } = {}) {
  await page.locator("#package").setInputFiles({ name, mimeType: "application/zip", buffer: readFileSync(file) });
  await page.getByRole("dialog").getByRole("button", { name: press }).click();
}

test("every candidate is there with its verdict in plain words and what to do", async () => {
  const page = await open({ path: "#/plugins" });
  const broken = row(page, "junk");
  await broken.getByText("Its module is no program library.").waitFor();
  await broken.getByText("What to do").waitFor();
  await row(page, "MissingDependency").getByText("It needs a connector that is not there.").waitFor();
  await row(page, "SnowflakeDataOutput").getByText("Ready", { exact: true }).waitFor();
  await live(page);
  await shot(page, "plugins");
  await assertAccessible(page);
});

test("one searches, and filters by state", async () => {
  const page = await open({ path: "#/plugins" });
  await page.getByLabel("Search plugins").fill("elf");
  await row(page, "junk").waitFor();
  assert.equal(await page.locator(".plugin").count(), 1);
  await page.getByLabel("Search plugins").fill("nobody has this name");
  await page.getByText("No plugin is like this").waitFor();
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await page.getByRole("button", { name: /^Turned down/ }).click();
  await row(page, "junk").waitFor();
  assert.equal(await row(page, "SnowflakeDataOutput").count(), 0);
});

test("whoever has no token sees nothing to change", async () => {
  const page = await open({ path: "#/plugins" });
  await row(page, "junk").waitFor();
  await page.getByText("You are reading only").waitFor();
  assert.equal(await page.getByRole("button", { name: "Disable" }).count(), 0);
  assert.equal(await page.locator("#package").count(), 0);
});

test("a plugin tells everything about itself", async () => {
  const page = await open({ path: "#/plugins" });
  await page.getByRole("region", { name: "Candidates" }).getByRole("link", { name: "SnowflakeDataOutput" }).click();
  await heading(page, "SnowflakeDataOutput");
  await page.getByRole("region", { name: "Migrations" }).getByText("applied", { exact: true }).first().waitFor();
  await page.getByRole("region", { name: "Health" }).getByRole("button", { name: "Ask it now" }).click();
  await page.getByRole("region", { name: "Health" }).getByText(/^Asked at|Works|Not known/).first().waitFor();
  await shot(page, "plugin");
  await assertAccessible(page);
});

test("endpoints, permissions and hooks of a plugin are listed", async () => {
  const page = await open({ path: "#/plugins/echo" });
  await page.getByRole("region", { name: "Endpoints" }).getByText("GET /echo/hello", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Permissions" }).waitFor();
  await page.getByRole("region", { name: "About it" }).getByText("Routes").waitFor();
});

test("what needs what is drawn, and leads on by keyboard", async () => {
  const page = await open({ path: "#/plugins/depends_b" });
  const graph = page.getByRole("region", { name: "Dependency graph" });
  await graph.getByRole("link", { name: /DependsA/ }).waitFor();
  await graph.getByRole("link", { name: /DependsC/ }).waitFor();
  assert.equal(await graph.locator(".graph-edge").count(), 2);
  await shot(page, "plugin-dependencies");
  await assertAccessible(page);
  await graph.getByRole("link", { name: /DependsA/ }).focus();
  await page.keyboard.press("Enter");
  await heading(page, /DependsA/);
});

test("what is needed and not there is drawn, too", async () => {
  const page = await open({ path: "#/plugins/missing_dependency" });
  await page.getByRole("region", { name: "Dependency graph" }).getByRole("link", { name: /not installed/ }).waitFor();
  await page.getByText("Not installed", { exact: true }).waitFor();
});

test("a name that nothing has is explained", async () => {
  const page = await open({ path: "#/plugins/snowflaek" });
  await page.getByRole("link", { name: "All plugins" }).first().waitFor();
  await page.locator(".notice-warning").getByText(/snowflake/).first().waitFor();
});

test("disabling and enabling is told, and seen at once by everybody else", async () => {
  const admin = await open({ path: "#/plugins", admin: true });
  const other = await open({ path: "#/plugins" });
  await live(other);
  await row(admin, "GlueDataOutput").getByRole("button", { name: "Disable" }).click();
  await admin.getByText(/^GlueDataOutput.* is switched off$/).waitFor();
  await row(other, "GlueDataOutput").getByText("It has been switched off.").waitFor();
  await other.getByText("GlueDataOutput 1.0.0 was switched off").waitFor();
  await row(admin, "GlueDataOutput").getByRole("button", { name: "Enable" }).click();
  await admin.getByText("GlueDataOutput 1.0.0 is switched on").waitFor();
  await row(other, "GlueDataOutput").getByText("Ready", { exact: true }).waitFor();
  await shot(admin, "plugins-admin");
  await assertAccessible(admin);
});

test("whoever is needed by others says so before it goes", async () => {
  const page = await open({ path: "#/plugins/depends_c", admin: true });
  await page.getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("DependsA").waitFor();
  await dialog.getByText("DependsB").waitFor();
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Disable all" }).click();
  await page.getByText(/Switched off along with it/).waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByText(/Switched on along with it/).waitFor();
});

test("reloading what is unchanged says so, and can be forced", async () => {
  const page = await open({ path: "#/plugins/HealthGood", admin: true });
  await page.getByRole("button", { name: /^Reload (HealthGood|Missing)/ }).click();
  await page.getByText(/is unchanged/).waitFor();
  await page.getByRole("button", { name: "Reload anyway" }).click();
  await page.getByText(/was loaded anew/).first().waitFor();
});

test("an operation that is refused says why, and that nothing changed", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  await row(page, "MissingDependency").getByRole("button", { name: /^Reload (HealthGood|Missing)/ }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("Reload MissingDependency: refused").waitFor();
  await alert.getByText(/In the server’s log/).waitFor();
  await shot(page, "plugins-refused");
});

test("a package is dropped, installed, upgraded and uninstalled", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  const content = readFileSync(packages[1]).toString("base64");
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "changing-1.zip", { type: "application/zip" }));
    return data;
  }, content);
  const place = page.locator(".drop");
  await place.dispatchEvent("dragenter", { dataTransfer: transfer });
  await page.getByText("Let go to look at it").waitFor();
  await place.dispatchEvent("drop", { dataTransfer: transfer });
  const dialog = page.getByRole("dialog");
  await dialog.getByText("changing-1.zip").waitFor();
  await dialog.getByRole("button", { name: "Install", exact: true }).waitFor();
  await shot(page, "plugins-install");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Install", exact: true }).click();
  await page.getByText("ChangingDataOutput 1.0.0 is installed").waitFor();
  await row(page, "ChangingDataOutput").getByText("Running").waitFor();

  await page.locator("#package").setInputFiles(packages[2]);
  await dialog.getByText("ChangingDataOutput would be upgraded from 1.0.0 to 2.0.0").waitFor();
  await dialog.getByText("No configuration is stored that it could touch.").waitFor();
  await dialog.getByRole("button", { name: "Upgrade to 2.0.0" }).click();
  await page.getByText("ChangingDataOutput was upgraded from 1.0.0 to 2.0.0").waitFor();

  await row(page, "ChangingDataOutput").getByRole("button", { name: "Uninstall" }).click();
  await dialog.getByLabel("Archive its data").check();
  await shot(page, "plugins-uninstall");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Uninstall", exact: true }).click();
  await page.getByText("ChangingDataOutput is uninstalled").waitFor();
  await page.getByText(/Its tables are archived as/).waitFor();
  await row(page, "ChangingDataOutput").waitFor({ state: "detached" });
});

test("deleting the data wants a word more", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  await choose(page, packages[1]);
  await page.getByText("ChangingDataOutput 1.0.0 is installed").waitFor();
  await server.ask("POST", "/api/v2/data_output_configurations/", { configuration_type: "ChangingDataOutput", thing: "one" });
  await row(page, "ChangingDataOutput").getByRole("button", { name: "Uninstall" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Delete its data").check();
  const button = dialog.getByRole("button", { name: "Uninstall and delete" });
  assert.equal(await button.isDisabled(), true);
  await dialog.getByLabel(/^Delete .* for good$/).check();
  await button.click();
  await page.getByText(/Deleted for good: .*1 stored configuration/).waitFor();
});

test("what a downgrade would lose is shown before, and wants a word", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  await choose(page, packages[2]);
  await page.getByText("ChangingDataOutput 2.0.0 is installed").waitFor();
  const body = { configuration_type: "ChangingDataOutput", thing: "one", more: "a value" };
  await server.ask("POST", "/api/v2/data_output_configurations/", body);
  await page.locator("#package").setInputFiles(packages[1]);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("ChangingDataOutput would go back from 2.0.0 to 1.0.0").waitFor();
  await dialog.getByRole("row", { name: /more.*lost/ }).waitFor();
  await shot(page, "plugins-downgrade");
  await assertAccessible(page);
  const button = dialog.getByRole("button", { name: "Go back to 1.0.0" });
  assert.equal(await button.isDisabled(), true);
  await dialog.getByLabel("Go back to 1.0.0 all the same").check();
  await button.click();
  await page.getByText("ChangingDataOutput went back from 2.0.0 to 1.0.0").waitFor();
  await server.ask("DELETE", "/admin/plugins/changing?data=drop&confirm=true");
});

test("what is no package is refused with a reason", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  const file = join(server.data, "notes.zip");
  writeFileSync(file, "these are notes");
  await page.locator("#package").setInputFiles(file);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Install notes.zip: refused").waitFor();
  await dialog.getByText("What to do:").waitFor();
  await shot(page, "plugins-install-refused");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("what is put into the plugin path by hand shows without reloading the page", async () => {
  const page = await open({ path: "#/plugins" });
  await live(page);
  placeFixture("secretive", server.plugins);
  await row(page, /Secretive/).waitFor();
  rmSync(join(server.plugins, "secretive"), { recursive: true });
  await row(page, /Secretive/).waitFor({ state: "detached" });
});

test("a gap, and a server that goes, are shown", async () => {
  const page = await open({ path: "#/forms", allow: ["ERR_"] });
  let round = 0;
  await page.route("**/api/v2/events", (route) => {
    ++round;
    if (round === 1)
      return route.fulfill({
        contentType: "text/event-stream",
        body: 'id: 7\nevent: plugin:loaded\ndata: {"id":7,"at":"2026-01-01T00:00:00Z","topic":"plugin:loaded","payload":{"id":"x","plugin":"Xyz","version":"1.2.3"}}\n\n' +
          'event: outlet:gap\ndata: {"after":7,"next":12}\n\n: still there\n\nid: 12\nevent: x:odd\ndata: {"id":12,"at":"2026-01-01T00:00:01Z","topic":"x:odd","payload":{"a":1}}\n\n',
      });
    return route.abort();
  });
  await page.getByRole("link", { name: "Plugins", exact: true }).click();
  await page.getByText("Events are missing here").waitFor();
  await page.getByText("Xyz 1.2.3 is in force").waitFor();
  await page.getByText('{"a":1}').waitFor(); // of a connector, which this page knows nothing of
  await page.getByText("Connection lost, trying again…").waitFor();
  await shot(page, "plugins-gap");
  await page.unroute("**/api/v2/events");
  await live(page);
});

for (const look of [{ dark: true }, { narrow: true }]) {
  test(`the page stands ${look.dark ? "in the dark" : "on a narrow screen"}`, async () => {
    const name = look.dark ? "dark" : "narrow";
    const page = await open({ path: "#/plugins", admin: true, ...look });
    await row(page, "junk").waitFor();
    await live(page);
    await page.locator(".graph").waitFor();
    await shot(page, `plugins-${name}`);
    await assertAccessible(page);
    await assertFits(page);
    await page.goto(`${server.url}/#/plugins/depends_b`);
    await page.locator(".graph").waitFor();
    await live(page);
    await shot(page, `plugin-${name}`);
    await assertAccessible(page);
    await assertFits(page);
  });
}

test("everything works by keyboard alone", async () => {
  const page = await open({ path: "#/plugins", admin: true });
  await row(page, "RedshiftDataOutput").waitFor();
  await page.getByLabel("Search plugins").focus();
  await page.keyboard.type("redshift");
  await row(page, "junk").waitFor({ state: "detached" });
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  for (let steps = 0; (await focused()) !== "Disable RedshiftDataOutput" && steps < 12; ++steps) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(/^RedshiftDataOutput.* is switched off$/).waitFor();
  await server.ask("POST", "/admin/plugins/RedshiftDataOutput/enable");
});
