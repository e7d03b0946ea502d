// SPDX-License-Identifier: MIT
import { useMemo } from "react";
import { to } from "../route";
import { Section } from "./Details";
import { graphAround } from "./graph";
import { GraphView } from "./GraphView";
import { toneOf, type Plugin } from "./model";
import { verdictWords } from "./words";

interface Need {
  id: string;
  range: string;
  plugin: Plugin | undefined;
}

/** What it needs and what needs it, as a picture and in words. */
export function Dependencies({ plugin, manifests }: { plugin: Plugin; manifests: Map<string, Plugin> }) {
  const id = plugin.id ?? "";
  const graph = useMemo(() => graphAround(id, new Map(manifests).set(id, plugin)), [id, plugin, manifests]);
  const needs = Object.entries(plugin.requires.plugins).map(([other, range]) => ({ id: other, range, plugin: manifests.get(other) }));
  const needed = [...manifests]
    .filter(([, { requires }]) => id in requires.plugins)
    .map(([other, found]) => ({ id: other, range: found.requires.plugins[id] ?? "", plugin: found }));
  return (
    <Section title="Dependencies">
      {graph.edges.length > 0 && <GraphView graph={graph} current={id} />}
      <div className="columns">
        <Needs title="Needs" needs={needs} none="No other plugin." />
        <Needs title="Needed by" needs={needed} none="No other plugin: it can go alone." />
      </div>
    </Section>
  );
}

function Needs({ title, needs, none }: { title: string; needs: Need[]; none: string }) {
  return (
    <div>
      <h3>{title}</h3>
      {needs.length === 0 && <p className="muted">{none}</p>}
      <ul className="needs">
        {needs.map(({ id, range, plugin }) => (
          <li key={id}>
            <a href={to("plugins", plugin?.plugin ?? id)}>{plugin?.plugin ?? id}</a> <code>{range}</code>{" "}
            <span className={`badge badge-${plugin ? toneOf(plugin.verdict) : "bad"}`}>
              {plugin ? verdictWords(plugin.verdict.code) : "Not installed"}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
