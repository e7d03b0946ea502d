// SPDX-License-Identifier: GPL-3.0-or-later
// What every spec needs: a server, a browser, pages that notice when something is wrong.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach } from "node:test";
import { join } from "node:path";
import { startServer } from "./server.mjs";

const require = createRequire(join(process.env.OUTLET_DRIVER, "package.json"));
const { chromium } = require("playwright-core");
const shots = process.env.OUTLET_SHOTS;
const program = [process.env.OUTLET_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** Ends the whole spec as skipped where there is no browser. */
async function openBrowser() {
  if (!program) {
    console.log("There is no Chromium: ./dev setup installs it");
    process.exit(77);
  }
  const isRoot = process.getuid?.() === 0; // whose processes Chromium cannot put into a sandbox
  return chromium.launch({ executablePath: program, args: isRoot ? ["--no-sandbox"] : [] });
}

/** Opens a server and a browser, and closes both when all tests of the spec are done. */
export async function openWorld(options = {}) {
  const browser = await openBrowser();
  const server = await startServer(options);
  let contexts = [];
  let faults = [];

  /**
   * A page of the console in a browser that was never here before. `admin` enters the token
   * beforehand; `path` is what follows in the address.
   */
  async function page({ path = "", admin = false, dark = false, narrow = false, allow = [], origin = server.url } = {}) {
    const context = await browser.newContext({
      colorScheme: dark ? "dark" : "light",
      viewport: narrow ? { width: 375, height: 800 } : { width: 1280, height: 860 },
    });
    contexts.push(context);
    if (admin) {
      await context.addInitScript((token) => sessionStorage.setItem("outlet-token", token), server.token);
    }
    const opened = await context.newPage();
    opened.setDefaultTimeout(30_000);
    opened.on("pageerror", (error) => faults.push(`exception: ${error.stack ?? error.message}`));
    opened.on("console", (message) => {
      const text = message.text();
      const isOfServer = text.startsWith("Failed to load resource: the server responded with a status of 4");
      if (message.type() === "error" && !isOfServer && !allow.some((part) => text.includes(part))) faults.push(text);
    });
    opened.on("request", (request) => {
      const url = request.url();
      const isOwn = [server.url, origin, "data:", "blob:"].some((start) => url.startsWith(start));
      if (!isOwn) faults.push(`asked another host: ${url}`);
    });
    await opened.goto(`${origin}/${path}`);
    return opened;
  }

  afterEach(async () => {
    const found = faults;
    faults = [];
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    assert.deepEqual(found, [], "the page said so itself");
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });
  return { server, browser, page };
}

/** Keeps what the page looks like, as an artefact of the test. */
export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: "disabled" });
}

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Fails for each finding of axe-core that is serious or critical. */
export async function assertAccessible(page) {
  await page.evaluate(axe); // evaluated from outside: the page's policy stays as it is
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(
    serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`),
    [],
  );
}

/** Fails where the page is wider than the screen. */
export async function assertFits(page) {
  const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(width <= screen, `the page is ${width} wide on a screen of ${screen}`);
}
