// SPDX-License-Identifier: GPL-3.0-or-later
import { lazy, Suspense, useCallback, useState } from "react";
import { FaultNotice, Notice } from "../components/Notice";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import type { Stored, Values } from "../form/types";
import { go, to } from "../route";
import { useApi, useSession } from "../session";
import { ReadOnlyNotice } from "../TokenEntry";
import { useLoad } from "../useLoad";
import { Access } from "./Access";
import { DeleteDialog } from "./Configurations";
import { configurationPath, summaryOf, when } from "./model";
import { useFormInfo } from "./useFormInfo";

const FormPanel = lazy(async () => ({ default: (await import("../form/FormPanel")).FormPanel }));

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
  const api = useApi();
  const { isAdmin } = useSession();
  const info = useFormInfo(stored.configuration_type);
  const [isDoomed, setIsDoomed] = useState(false);

  async function save(values: Values, ifMatch: string | null) {
    await api.send<Stored>("PUT", configurationPath(stored.id), values, { ifMatch });
    onSaved();
  }
  async function overwrite(values: Values) {
    const { etag: current } = await api.get<Stored>(configurationPath(stored.id));
    await save(values, current);
  }
  const [late, setLate] = useState<Values | null>(null);

  return (
    <Page
      title={(typeof stored.name === "string" && stored.name) || summaryOf(stored) || stored.id}
      intro={<><a href={to("forms")}>All forms</a> · {info?.display_name ?? stored.configuration_type} · last change {when(stored.updated_on ?? stored.created_on)}</>}
      actions={isAdmin && <button type="button" className="danger" onClick={() => setIsDoomed(true)}>Delete</button>}
    >
      <ReadOnlyNotice what="To change or delete this configuration, enter the admin token." />
      {isSaved && <Notice kind="good" title="Saved" />}
      {stored.notes !== undefined && <Notice kind="warning" title="There is something about it">{String(stored.notes)}</Notice>}
      <div className="card">
        <Suspense fallback={<Spinner label="Loading the form" />}>
          <FormPanel
            api={api}
            plugin={stored.configuration_type}
            stored={stored}
            submitLabel="Save"
            submit={async (values) => {
              setLate(values);
              await save(values, etag);
            }}
            explain={(fault) => fault.status === 412 && (
              <Notice
                kind="warning"
                title="Somebody else has changed this configuration meanwhile"
                actions={
                  <>
                    <button type="button" onClick={reload}>Show their state</button>
                    <button type="button" onClick={() => late && void overwrite(late).catch(reload)}>Save mine over it</button>
                  </>
                }
              >
                Nothing was saved. Their state replaces what you have entered here, or yours replaces theirs.
              </Notice>
            ) || <FaultNotice fault={fault} />}
          />
        </Suspense>
      </div>
      <Access id={stored.id} />
      {isDoomed && <DeleteDialog stored={stored} etag={etag} onClose={() => setIsDoomed(false)} onDeleted={() => go("forms")} />}
    </Page>
  );
}
