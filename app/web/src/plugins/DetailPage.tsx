// SPDX-License-Identifier: MIT
import { useCallback, useMemo, type ReactNode } from "react";
import { faultOf } from "../api";
import { FaultNotice, Notice } from "../components/Notice";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import { to } from "../route";
import { useApi } from "../session";
import { useLoad, type Load } from "../useLoad";
import { Actions } from "./Actions";
import { Dependencies } from "./Dependencies";
import { Endpoints, Facts, Migrations, Permissions } from "./Details";
import { HealthCard } from "./HealthCard";
import { groupOf, toneOf, type Candidate, type Discovery, type MigrationHistory, type Plugin, type Why } from "./model";
import { Evidence, type Outcome } from "./outcome";
import { TimelineView } from "./TimelineView";
import type { Timeline } from "./useEvents";
import { dependantsOf, type Manifests } from "./usePlugins";
import { hintWords, verdictWords } from "./words";

interface Props {
  name: string;
  outcome: ReactNode;
  discovery: Load<Discovery>;
  manifests: Manifests;
  timeline: Timeline;
  onOutcome(outcome: Outcome): void;
}

interface Everything {
  why: Why;
  plugin: Plugin | null; // null: only that it was turned down is known
  history: MigrationHistory | null;
}

/** Everything about one plugin, or why there is none of this name. */
export function DetailPage({ name, outcome, discovery, manifests, timeline, onOutcome }: Props) {
  const { data, fault, reload } = useEverything(name, discovery.data);
  const plugin = data?.plugin ?? null;
  const candidate = data?.why.candidates[0] ?? null;
  const back = <a href={to("plugins")}>All plugins</a>;
  const dependants = useMemo(() => dependantsOf(plugin?.id ?? null, manifests), [plugin, manifests]);
  const settle = (found: Outcome) => {
    onOutcome(found);
    reload();
  };
  return (
    <Page
      title={plugin?.plugin ?? name}
      intro={<>{back}{plugin?.description && ` · ${plugin.description}`}</>}
      actions={candidate && <Actions candidate={candidate} dependants={dependants} onOutcome={settle} />}
    >
      {outcome}
      {fault && <FaultNotice fault={fault} retry={reload} />}
      {!data && !fault && <Spinner />}
      {data && !data.why.found && <NothingThere why={data.why} />}
      {data?.why.candidates.map((one, index) => <VerdictCard key={index} candidate={one} />)}
      {plugin && (
        <>
          <div className="columns">
            <Facts plugin={plugin} />
            <HealthCard plugin={plugin} />
          </div>
          <Dependencies plugin={plugin} manifests={manifests.byId} />
          {data?.history && <Migrations history={data.history} />}
          <Endpoints plugin={plugin} />
          <Permissions plugin={plugin} />
        </>
      )}
      <TimelineView timeline={timeline} id={plugin?.id ?? candidate?.id ?? name} />
    </Page>
  );
}

/** Asked for again whenever the registry has another state. */
function useEverything(name: string, discovery: Discovery | null): Load<Everything> {
  const api = useApi();
  const load = useCallback(
    async (signal: AbortSignal) => {
      void discovery;
      const path = `/api/v2/plugins/${encodeURIComponent(name)}`;
      const missing = (error: unknown) => {
        if (faultOf(error).status === 404) return { data: null };
        throw error;
      };
      const [why, plugin, history] = await Promise.all([
        api.get<Why>(`${path}/why`, { signal }),
        api.get<Plugin>(path, { signal }).catch(missing),
        api.get<MigrationHistory>(`${path}/migrations`, { signal }).catch(missing),
      ]);
      return { data: { why: why.data, plugin: plugin.data, history: history.data }, etag: null };
    },
    [api, name, discovery],
  );
  return useLoad(load);
}

function NothingThere({ why: { verdict } }: { why: Why }) {
  return (
    <Notice kind="warning" title={verdict.message ?? "There is no plugin of this name"} actions={<a className="button" href={to("plugins")}>All plugins</a>}>
      {verdict.hint && <p>{verdict.hint}</p>}
      <Evidence facts={verdict.evidence} />
    </Notice>
  );
}

const kinds = { good: "good", "": "info", bad: "bad" } as const;

/** What became of it, and what to do if that is not what was wanted. */
function VerdictCard({ candidate: { verdict, version, source, path } }: { candidate: Candidate }) {
  return (
    <Notice kind={kinds[toneOf(verdict)]} title={verdictWords(verdict.code)}>
      {verdict.message && <p>{verdict.message}</p>}
      {verdict.evidence.length > 0 && <Evidence facts={verdict.evidence} />}
      {verdict.hint && <p><strong>What to do:</strong> {hintWords(verdict)}</p>}
      <p className="muted small">
        {[version, source, groupOf(verdict), `verdict ${verdict.code}, in the step “${verdict.stage}”`, path].filter(Boolean).join(" · ")}
      </p>
    </Notice>
  );
}
