// SPDX-License-Identifier: MIT
import { to } from "../route";
import { box, type Graph, type GraphEdge, type GraphNode } from "./graph";
import { count } from "./words";

const words = { good: "in force", "": "not in force", bad: "turned down", missing: "not installed" };

/** A dependency graph. Each box leads to its plugin; lists beside it say the same in words. */
export function GraphView({ graph, current }: { graph: Graph; current?: string }) {
  const places = new Map(graph.nodes.map((node) => [node.id, node]));
  return (
    <div className="graph" tabIndex={0} role="region" aria-label="Dependency graph">
      <svg
        width={graph.width}
        height={graph.height}
        viewBox={`0 0 ${graph.width} ${graph.height}`}
        role="group"
        aria-label={`${count(graph.nodes.length, "plugin")}, ${count(graph.edges.length, "dependency").replace("dependencys", "dependencies")}`}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" className="graph-arrow" />
          </marker>
        </defs>
        {graph.edges.map((edge) => <Edge key={`${edge.from} ${edge.to}`} edge={edge} places={places} />)}
        {graph.nodes.map((node) => <Box key={node.id} node={node} isCurrent={node.id === current} />)}
      </svg>
    </div>
  );
}

function Edge({ edge, places }: { edge: GraphEdge; places: Map<string, GraphNode> }) {
  const from = places.get(edge.from);
  const into = places.get(edge.to);
  if (!from || !into) return null;
  const start = { x: from.x + box.width, y: from.y + box.height / 2 };
  const end = { x: into.x, y: into.y + box.height / 2 };
  const bend = Math.max(24, (end.x - start.x) / 2);
  return (
    <path
      className={from.tone === "good" ? "graph-edge" : "graph-edge graph-edge-broken"}
      d={`M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`}
      markerEnd="url(#arrow)"
    >
      <title>{`${into.label} needs ${from.label} ${edge.range}`}</title>
    </path>
  );
}

function Box({ node, isCurrent }: { node: GraphNode; isCurrent: boolean }) {
  const { x, y, label, version, tone } = node;
  const name = label.length > 22 ? `${label.slice(0, 21)}…` : label;
  return (
    <a
      href={to("plugins", label)}
      aria-label={`${label} ${version ?? ""}, ${words[tone]}`}
      aria-current={isCurrent ? "true" : undefined}
      className={`graph-box graph-box-${tone || "off"}${isCurrent ? " graph-box-current" : ""}`}
    >
      <title>{label}</title>
      <rect x={x} y={y} width={box.width} height={box.height} rx="7" />
      <text x={x + 14} y={y + 22} className="graph-name">{name}</text>
      <text x={x + 14} y={y + 40} className="graph-note">{[version, words[tone]].filter(Boolean).join(" · ")}</text>
    </a>
  );
}
