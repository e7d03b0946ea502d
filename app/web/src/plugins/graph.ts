// SPDX-License-Identifier: MIT
// Where the boxes of a dependency graph stand: what is needed left of what needs it.
import { toneOf, type Plugin } from "./model";

export interface GraphNode {
  id: string;
  label: string;
  version: string | null;
  tone: "good" | "" | "bad" | "missing";
  x: number;
  y: number;
}

export interface GraphEdge {
  from: string; // what is needed
  to: string; // what needs it
  range: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  width: number;
  height: number;
}

export const box = { width: 184, height: 52 };
const space = { x: 72, y: 18 };
const margin = 4;

/** Everything that one plugin hangs together with by needing it or being needed. */
export function graphAround(id: string, manifests: Map<string, Plugin>): Graph {
  const all = edgesOf(manifests);
  const up = reach(id, all, ({ to, from }) => [to, from]);
  const down = reach(id, all, ({ to, from }) => [from, to]);
  const ids = new Set([...up, ...down]);
  return placed(ids, all.filter(({ from, to }) => ids.has(from) && ids.has(to)), manifests);
}

/** All plugins that need others or are needed. */
export function graphOfAll(manifests: Map<string, Plugin>): Graph {
  const edges = edgesOf(manifests);
  return placed(new Set(edges.flatMap(({ from, to }) => [from, to])), edges, manifests);
}

function edgesOf(manifests: Map<string, Plugin>): GraphEdge[] {
  return [...manifests].flatMap(([id, { requires }]) =>
    Object.entries(requires.plugins).map(([from, range]) => ({ from, to: id, range })),
  );
}

function reach(start: string, edges: GraphEdge[], step: (edge: GraphEdge) => [string, string]): Set<string> {
  const found = new Set([start]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const edge of edges) {
      const [here, there] = step(edge);
      if (found.has(here)) found.add(there);
    }
  }
  return found;
}

/** The column of each box: one right of everything that it needs. A circle stops at its end. */
function columns(ids: Set<string>, edges: GraphEdge[]): Map<string, number> {
  const depth = new Map([...ids].map((id) => [id, 0]));
  for (let round = 0; round < ids.size; ++round) {
    let isSettled = true;
    for (const { from, to } of edges) {
      const wanted = (depth.get(from) ?? 0) + 1;
      if (wanted > (depth.get(to) ?? 0) && wanted < ids.size) {
        depth.set(to, wanted);
        isSettled = false;
      }
    }
    if (isSettled) break;
  }
  return depth;
}

function placed(ids: Set<string>, edges: GraphEdge[], manifests: Map<string, Plugin>): Graph {
  const depth = columns(ids, edges);
  const stacks = new Map<number, string[]>();
  for (const id of [...ids].sort()) {
    const column = depth.get(id) ?? 0;
    stacks.set(column, [...(stacks.get(column) ?? []), id]);
  }
  const rowOf = new Map<string, number>();
  const used = [...stacks.keys()].sort((first, second) => first - second);
  const nodes = used.flatMap((column, index) => {
    let free = 0;
    return ordered(stacks.get(column) ?? [], edges, rowOf).map(({ id, wish }) => {
      const row = Math.max(free, wish);
      free = row + 1;
      rowOf.set(id, row);
      return nodeAt(id, manifests.get(id), index, row);
    });
  });
  const lowest = Math.max(0, ...rowOf.values());
  return {
    nodes,
    edges,
    width: margin * 2 + used.length * box.width + Math.max(0, used.length - 1) * space.x,
    height: margin * 2 + box.height + lowest * (box.height + space.y),
  };
}

/** Each as high as what it needs, on average, so that few lines cross. */
function ordered(stack: string[], edges: GraphEdge[], rowOf: Map<string, number>): { id: string; wish: number }[] {
  const wishOf = (id: string) => {
    const rows = edges.filter(({ to }) => to === id).map(({ from }) => rowOf.get(from) ?? 0);
    return rows.length > 0 ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0;
  };
  return stack.map((id) => ({ id, wish: wishOf(id) })).sort((first, second) => first.wish - second.wish);
}

function nodeAt(id: string, plugin: Plugin | undefined, column: number, row: number): GraphNode {
  return {
    id,
    label: plugin?.plugin ?? id,
    version: plugin?.version ?? null,
    tone: plugin ? toneOf(plugin.verdict) : "missing",
    x: margin + column * (box.width + space.x),
    y: margin + row * (box.height + space.y),
  };
}
