// SPDX-License-Identifier: MIT
import { useEffect, useState } from "react";
import { FaultNotice } from "../components/Notice";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import { ReadOnlyNotice } from "../TokenEntry";
import { DetailPage } from "./DetailPage";
import { Install } from "./Install";
import { OutcomeNotice, type Outcome } from "./outcome";
import { PluginList } from "./PluginList";
import "./plugins.css";
import { TimelineView } from "./TimelineView";
import { useEvents } from "./useEvents";
import { useDiscovery, useManifests } from "./usePlugins";
import { WholeGraph } from "./WholeGraph";

/** `#/plugins`: every candidate. `#/plugins/<name>`: one of them. */
export default function PluginsPage({ route: [name] }: { route: string[] }) {
  const timeline = useEvents();
  const discovery = useDiscovery(timeline.changes);
  const manifests = useManifests(discovery.data);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const settle = (found: Outcome) => {
    setOutcome(found);
    discovery.reload();
  };
  const said = outcome && <OutcomeNotice outcome={outcome} onDismiss={() => setOutcome(null)} />;
  useEffect(() => {
    if (outcome) scrollTo({ top: 0 });
  }, [outcome]);

  if (name) {
    return <DetailPage key={name} name={name} outcome={said} {...{ discovery, manifests, timeline }} onOutcome={settle} />;
  }
  return (
    <Page title="Plugins" intro="Everything that was found in the plugin paths: what is in force, and why the rest is not.">
      <ReadOnlyNotice what="To install, enable, disable, reload or uninstall plugins, enter the admin token." />
      {said}
      <Install onOutcome={settle} />
      {discovery.fault && <FaultNotice fault={discovery.fault} retry={discovery.reload} />}
      {!discovery.data && !discovery.fault && <Spinner />}
      {discovery.data && <PluginList discovery={discovery.data} manifests={manifests} onOutcome={settle} />}
      <WholeGraph manifests={manifests.byId} />
      <TimelineView timeline={timeline} />
    </Page>
  );
}
