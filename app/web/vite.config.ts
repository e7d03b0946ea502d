// SPDX-License-Identifier: MIT
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.OUTLET_SERVER ?? "http://127.0.0.1:8080";

/** The console: index.html and what it loads, with names that change with the content. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the Content-Security-Policy of the page knows no inline scripts
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/admin", "/plugins", "/openapi.json", "/docs", "/readyz", "/metrics"].map(
        (path) => [path, { target: server }],
      ),
    ),
  },
});
