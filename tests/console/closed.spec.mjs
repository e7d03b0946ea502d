// SPDX-License-Identifier: GPL-3.0-or-later
// A server that lets nobody read who has no token: its console still opens, and says what to do.
import { test } from "node:test";
import { assertAccessible, openWorld, shot } from "./world.mjs";

const { server, page: open } = await openWorld({ environment: { OUTLET_READ_AUTH: "token" } });

test("the console opens, asks for the token, and goes on with it", async () => {
  const page = await open();
  await page.getByRole("alert").getByText("Enter it by the button at the top right").waitFor();
  await shot(page, "closed");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Enter the admin token" }).first().click();
  await page.getByLabel("Token", { exact: true }).fill(server.token);
  await page.getByRole("button", { name: "Use this token" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("link", { name: "Snowflake" }).first().waitFor();
});
