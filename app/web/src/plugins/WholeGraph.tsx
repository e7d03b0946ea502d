// SPDX-License-Identifier: MIT
import { useMemo } from "react";
import { graphOfAll } from "./graph";
import { GraphView } from "./GraphView";
import type { Plugin } from "./model";

/** What needs what among all plugins; nothing where none needs another. */
export function WholeGraph({ manifests }: { manifests: Map<string, Plugin> }) {
  const graph = useMemo(() => graphOfAll(manifests), [manifests]);
  if (graph.edges.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="all-dependencies">
      <h2 id="all-dependencies">Dependencies</h2>
      <p className="muted small">An arrow leads from a plugin to those that need it.</p>
      <GraphView graph={graph} />
    </section>
  );
}
