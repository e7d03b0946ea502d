// SPDX-License-Identifier: MIT
import { useEffect, useState } from "react";
import { FaultNotice } from "../components/Notice";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import { useEvents } from "../plugins/useEvents";
import { to } from "../route";
import { ReadOnlyNotice } from "../TokenEntry";
import { DeleteDialog } from "./DeleteDialog";
import type { Job } from "./draft";
import { EditDialog } from "./EditDialog";
import { Environments } from "./Environments";
import { AllFindings, SavedNotice } from "./Findings";
import type { Saved } from "./model";
import "./platforms.css";
import { Platforms } from "./Platforms";
import { useFindings, useInstallation } from "./useInstallation";

/** What the parts of the page can ask for. */
export interface Desk {
  edit(job: Job): void;
  remove(removal: Removal): void;
}

export interface Removal {
  what: string;
  consequence: string;
  item: string;
}

/** `#/platforms`: platforms and their services. `#/platforms/environments`: those. */
export default function PlatformsPage({ route: [place] }: { route: string[] }) {
  const timeline = useEvents();
  const changes = lastChange(timeline);
  const { data, fault, reload } = useInstallation(changes);
  const findings = useFindings(changes);
  const [job, setJob] = useState<Job | null>(null);
  const [removal, setRemoval] = useState<Removal | null>(null);
  const [saved, setSaved] = useState<Saved | null>(null);
  const settle = (found: Saved) => {
    setJob(null);
    setRemoval(null);
    setSaved(found);
    reload();
  };
  useEffect(() => {
    if (saved) scrollTo({ top: 0 });
  }, [saved]);
  const desk: Desk = { edit: setJob, remove: setRemoval };
  const isOfEnvironments = place === "environments";
  return (
    <Page title="Platforms" intro="What connectors lead to: platforms, what their services offer, and how each environment is set up.">
      <nav className="tabs" aria-label="Parts of the page">
        <a href={to("platforms")} aria-current={isOfEnvironments ? undefined : "page"}>Platforms and services</a>
        <a href={to("platforms", "environments")} aria-current={isOfEnvironments ? "page" : undefined}>Environments</a>
      </nav>
      <ReadOnlyNotice what="To change platforms, services and environments, enter the admin token." />
      {saved && <SavedNotice saved={saved} onDismiss={() => setSaved(null)} />}
      {fault && <FaultNotice fault={fault} retry={reload} />}
      {!data && !fault && <Spinner />}
      {data && findings && <AllFindings findings={findings} />}
      {data && (isOfEnvironments ? <Environments installation={data} desk={desk} /> : <Platforms installation={data} desk={desk} />)}
      {job && <EditDialog job={job} onSaved={settle} onClose={() => setJob(null)} />}
      {removal && <DeleteDialog {...removal} onDeleted={settle} onClose={() => setRemoval(null)} />}
    </Page>
  );
}

/** Another word whenever rows or connectors may be others than before. */
function lastChange({ entries, changes }: ReturnType<typeof useEvents>): string {
  const last = entries.find((entry) => entry.kind === "event" && entry.event.topic.startsWith("configuration:"));
  return `${last?.key} ${changes}`;
}
