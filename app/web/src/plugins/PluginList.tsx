// SPDX-License-Identifier: MIT
import { useDeferredValue, useMemo, useState } from "react";
import { Empty } from "../components/Notice";
import { to } from "../route";
import { Actions } from "./Actions";
import { addressOf, byUrgency, groupOf, groups, keyOf, matches, toneOf, type Candidate, type Discovery, type Group } from "./model";
import { Evidence, type Outcome } from "./outcome";
import { dependantsOf, type Manifests } from "./usePlugins";
import { count, hintWords, verdictWords } from "./words";

interface Props {
  discovery: Discovery;
  manifests: Manifests;
  onOutcome(outcome: Outcome): void;
}

const step = 50; // rows that are shown at once: there may be thousands

/** Every candidate with its verdict; searched and filtered here. */
export function PluginList({ discovery, manifests, onOutcome }: Props) {
  const [search, setSearch] = useState("");
  const [group, setGroup] = useState<Group | "all">("all");
  const [most, setMost] = useState(step);
  const wanted = useDeferredValue(search.trim());
  const { candidates } = discovery;
  const found = useMemo(
    () => candidates
      .filter((candidate) => (group === "all" || groupOf(candidate.verdict) === group) && matches(candidate, wanted))
      .sort(byUrgency),
    [candidates, group, wanted],
  );
  if (candidates.length === 0) return <NoPlugins discovery={discovery} />;
  return (
    <section className="card stack" aria-labelledby="candidates">
      <h2 id="candidates" className="hidden">Candidates</h2>
      <div className="filters">
        <label className="hidden" htmlFor="plugin-search">Search plugins</label>
        <input id="plugin-search" type="search" placeholder="Search by name, id, verdict or path" value={search} onChange={(event) => setSearch(event.target.value)} />
        <Groups candidates={candidates} group={group} onChange={setGroup} />
      </div>
      <p className="hidden" role="status">{count(found.length, "plugin")} shown</p>
      {found.length === 0 && (
        <Empty
          title="No plugin is like this"
          actions={<button type="button" onClick={() => { setSearch(""); setGroup("all"); }}>Show all</button>}
        >
          Search for a part of its name, or look among those of another state.
        </Empty>
      )}
      <ul className="plugins">
        {found.slice(0, most).map((candidate) => (
          <Row key={keyOf(candidate)} candidate={candidate} manifests={manifests} onOutcome={onOutcome} />
        ))}
      </ul>
      {found.length > most && (
        <div className="actions">
          <button type="button" onClick={() => setMost(most + step)}>Show {Math.min(step, found.length - most)} more of {found.length - most}</button>
        </div>
      )}
    </section>
  );
}

function Groups({ candidates, group, onChange }: { candidates: Candidate[]; group: Group | "all"; onChange(group: Group | "all"): void }) {
  const number = (one: Group | "all") => (one === "all" ? candidates.length : candidates.filter(({ verdict }) => groupOf(verdict) === one).length);
  return (
    <div className="segments" role="group" aria-label="State">
      {(["all", ...groups] as const).map((one) => (
        <button key={one} type="button" aria-pressed={one === group} onClick={() => onChange(one)}>
          {one === "all" ? "All" : one[0]?.toUpperCase() + one.slice(1)} <span className="segment-count">{number(one)}</span>
        </button>
      ))}
    </div>
  );
}

function Row({ candidate, manifests, onOutcome }: { candidate: Candidate; manifests: Manifests; onOutcome(outcome: Outcome): void }) {
  const { verdict, version, source, id, path } = candidate;
  const isGood = groupOf(verdict) === "in force";
  const description = isGood ? manifests.byId.get(id ?? "")?.description : null;
  return (
    <li className={`plugin plugin-${toneOf(verdict) || "off"}`}>
      <div className="plugin-text">
        <p className="plugin-title">
          <a href={to("plugins", addressOf(candidate))}>{candidate.name}</a>
          {version && <span className="muted">{version}</span>}
          <span className={`badge badge-${toneOf(verdict)}`}>{isGood ? verdictWords(verdict.code) : groupOf(verdict)}</span>
          <span className="muted small">{source}</span>
        </p>
        {description && <p className="muted">{description}</p>}
        {!isGood && (
          <>
            <p><strong>{verdictWords(verdict.code)}.</strong> {verdict.message}</p>
            {verdict.evidence.length > 0 && <Evidence facts={verdict.evidence.slice(0, 3)} />}
            {verdict.hint && <p><span className="remedy">What to do</span> {hintWords(verdict)}</p>}
            {!candidate.plugin && path && <p className="muted small"><code>{path}</code></p>}
          </>
        )}
      </div>
      <div className="actions plugin-actions">
        <Actions isBrief candidate={candidate} dependants={dependantsOf(id, manifests)} onOutcome={onOutcome} />
      </div>
    </li>
  );
}

function NoPlugins({ discovery: { paths } }: { discovery: Discovery }) {
  return (
    <Empty title="No plugin was found">
      <p>Drop a package above, or put a connector’s folder into one of these:</p>
      {paths.map(({ path }) => <p key={path}><code>{path}</code></p>)}
    </Empty>
  );
}
