// SPDX-License-Identifier: MIT
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `<outlet-form>`: one module that has everything in it, for pages of others. */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false, // beside the console
    target: "es2022",
    modulePreload: false,
    rollupOptions: {
      input: "src/element.tsx",
      output: { entryFileNames: "outlet-form.js", inlineDynamicImports: true },
    },
  },
});
