// SPDX-License-Identifier: GPL-3.0-or-later
// How every page looks, in the dark, on narrow screens, and to people who do not see it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld();
const { id } = await server.ask("POST", "/api/v2/data_output_configurations/", {
  configuration_type: "SnowflakeDataOutput", database: "clean", schema: "sales", access_granularity: "table", table: "orders",
});
await server.ask("POST", "/api/v2/data_output_configurations/", {
  configuration_type: "S3DataOutput", bucket: "egress", suffix: "marketing", path: "campaigns/2026",
});

/** Where to go, and what shows that one has arrived. */
const places = {
  forms: ["#/forms", (page) => page.getByRole("link", { name: "egress · marketing · campaigns/2026", exact: true })],
  "forms-children": ["#/forms/in/aws", (page) => page.getByText("All destinations")],
  "forms-new": ["#/forms/new/SnowflakeDataOutput", (page) => page.getByLabel("Schema", { exact: true })],
  "forms-edit": [`#/forms/edit/${id}`, (page) => page.getByText("clean.sales.orders").first()],
  plugins: ["#/plugins", (page) => page.getByRole("heading", { level: 1, name: "Plugins" })],
  platforms: ["#/platforms", (page) => page.getByRole("heading", { level: 1, name: "Platforms" })],
};
const looks = {
  light: { admin: true },
  dark: { dark: true },
  narrow: { narrow: true, admin: true },
};

for (const [name, [path, sign]] of Object.entries(places)) {
  for (const [look, options] of Object.entries(looks)) {
    test(`${name}, ${look}: nothing serious for axe, nothing sticks out`, async () => {
      const page = await open({ path, ...options });
      await sign(page).waitFor();
      await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => {}); // a stream of events never is
      await shot(page, `${name}-${look}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "sticks out to the side");
      await assertAccessible(page);
    });
  }
}

test("errors are read out, and belong to their field", async () => {
  const page = await open({ path: places["forms-new"][0], admin: true });
  await page.getByRole("button", { name: "Create" }).click();
  await page.locator(".error").first().waitFor();
  await assertAccessible(page);
  await shot(page, "forms-errors");
  const described = await page.getByLabel("Schema", { exact: true }).getAttribute("aria-describedby");
  assert.deepEqual(described.split(" "), ["field_schema__help", "field_schema__error"]);
});

test("a dialog keeps the focus, and gives it back", async () => {
  const page = await open({ admin: true });
  const opener = page.getByRole("button", { name: "Delete clean · sales · orders" });
  await opener.click();
  await shot(page, "forms-delete");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  assert.equal(await opener.evaluate((button) => document.activeElement === button), true);
});
