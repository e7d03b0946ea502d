// SPDX-License-Identifier: MIT
import { useCallback, useState } from "react";
import { FaultNotice, Notice } from "../components/Notice";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import type { Stored } from "../form/types";
import { go, to } from "../route";
import { useApi, useSession } from "../session";
import { ReadOnlyNotice } from "../TokenEntry";
import { useLoad } from "../useLoad";
import { Access } from "./Access";
import { DeleteDialog } from "./Configurations";
import { EditForm } from "./EditForm";
import { Kept } from "./Kept";
import { configurationPath, notesOf, summaryOf, when } from "./model";
import { useFormInfo } from "./useFormInfo";

/** `#/forms/edit/<id>`: look at a configuration, change it, see where it leads. */
export function EditPage({ id }: { id: string }) {
  const api = useApi();
  const load = useCallback((signal: AbortSignal) => api.get<Stored>(configurationPath(id), { signal }), [api, id]);
  const { data, etag, fault, reload } = useLoad(load);
  const [savedAfter, setSavedAfter] = useState<string | null>(null); // the state before
  if (fault && !data) {
    return (
      <Page title="Configuration" intro={<a href={to("forms")}>All forms</a>}>
        <FaultNotice fault={fault} retry={reload} />
      </Page>
    );
  }
  if (!data) return <Spinner />;
  // Another state is another form: what was entered for the old one is gone on purpose.
  return (
    <Editing
      key={etag}
      stored={data}
      etag={etag}
      isSaved={savedAfter !== null && savedAfter !== etag}
      onSaved={() => {
        setSavedAfter(etag);
        reload();
      }}
      reload={() => {
        setSavedAfter(null);
        reload();
      }}
    />
  );
}

interface EditingProps {
  stored: Stored;
  etag: string | null; // of this state
  isSaved: boolean; // it is what was saved a moment ago
  onSaved(): void;
  reload(): void;
}

function Editing({ stored, etag, isSaved, onSaved, reload }: EditingProps) {
  const { isAdmin } = useSession();
  const { data: info, fault } = useFormInfo(stored.configuration_type);
  const isOrphan = fault?.status === 404;
  const [isDoomed, setIsDoomed] = useState(false);

  return (
    <Page
      title={(typeof stored.name === "string" && stored.name) || summaryOf(stored) || stored.id}
      intro={<><a href={to("forms")}>All forms</a> · {info?.display_name ?? stored.configuration_type} · last change {when(stored.updated_on ?? stored.created_on)}</>}
      actions={isAdmin && <button type="button" className="danger" onClick={() => setIsDoomed(true)}>Delete</button>}
    >
      <ReadOnlyNotice what="To change or delete this configuration, enter the admin token." />
      {isSaved && <Notice kind="good" title="Saved" />}
      {notesOf(stored).map((note) => (
        <Notice
          key={note}
          kind="warning"
          title={isOrphan ? "Its connector is not in force" : "There is something about it"}
          actions={isOrphan && <a className="button" href={to("plugins")}>See why under Plugins</a>}
        >
          {note}
        </Notice>
      ))}
      {!isOrphan && <EditForm stored={stored} etag={etag} onSaved={onSaved} reload={reload} />}
      {!isOrphan && <Access id={stored.id} />}
      <Kept stored={stored} />
      {isDoomed && <DeleteDialog stored={stored} etag={etag} onClose={() => setIsDoomed(false)} onDeleted={() => go("forms")} />}
    </Page>
  );
}
