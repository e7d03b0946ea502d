// SPDX-License-Identifier: GPL-3.0-or-later
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `<outlet-form>`: one module that has everything in it, for pages of others. */
export default defineConfig({
  plugins: [react()],
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false, // beside the console
    target: "es2022",
    lib: { entry: "src/element.tsx", formats: ["es"], fileName: () => "outlet-form.js" },
    minify: true,
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
