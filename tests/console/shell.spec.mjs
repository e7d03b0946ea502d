// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld();

test("the pages are reached by the navigation, which tells where one is", async () => {
  const page = await open();
  for (const name of ["Plugins", "Platforms", "Forms"]) {
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    assert.equal(await page.getByRole("link", { name, exact: true }).getAttribute("aria-current"), "page");
    assert.equal(await page.title(), `${name} · Outlet`);
  }
});

test("an address that names nothing leads back", async () => {
  const page = await open({ path: "#/nothing/%" });
  await page.getByText("There is no such page").waitFor();
  await page.getByRole("link", { name: "To the forms" }).click();
  await page.getByRole("heading", { level: 1, name: "Forms" }).waitFor();
});

test("the policy lets nothing run that the server did not send", async () => {
  const page = await open({ allow: ["Content Security Policy", "Content-Security-Policy"] });
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ranInline = true";
    document.head.append(script);
    // From a task of the page: what the debugger evaluates is no subject of the policy.
    const evaluated = new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function("return true")());
        } catch {
          resolve(false);
        }
      });
    });
    return Promise.all([window.ranInline === true, evaluated]);
  });
  assert.deepEqual(ran, [false, false]);
});

test("a wrong token is explained, a right one makes an administrator, until it is forgotten", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Read only" }).click();
  await page.getByLabel("Token", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Use this token" }).click();
  await page.getByRole("alert").getByText("The server does not know this token").waitFor();
  await shot(page, "token-refused");
  await assertAccessible(page);
  await page.getByLabel("Token", { exact: true }).fill(server.token);
  await page.getByRole("button", { name: "Use this token" }).click();
  await page.getByText("The token is right").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Administrator" }).click();
  await page.getByRole("button", { name: "Forget it" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Read only" }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test("the first key leads past the header", async () => {
  const page = await open();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
});
