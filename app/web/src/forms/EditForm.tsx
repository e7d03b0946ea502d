// SPDX-License-Identifier: MIT
import { lazy, Suspense, useState } from "react";
import { FaultNotice, Notice } from "../components/Notice";
import { Spinner } from "../components/Spinner";
import type { Stored, Values } from "../form/types";
import { useApi } from "../session";
import { configurationPath } from "./model";

const FormPanel = lazy(async () => ({ default: (await import("../form/FormPanel")).FormPanel }));

interface Props {
  stored: Stored;
  etag: string | null; // of the state that is changed
  onSaved(): void;
  reload(): void;
}

/** The form with what is kept. Who saves another state than was read is asked which one shall hold. */
export function EditForm({ stored, etag, onSaved, reload }: Props) {
  const api = useApi();
  const [entered, setEntered] = useState<Values>({}); // at the last try

  async function save(values: Values, ifMatch: string | null) {
    await api.send<Stored>("PUT", configurationPath(stored.id), values, { ifMatch });
    onSaved();
  }
  async function overwrite() {
    const { etag: current } = await api.get<Stored>(configurationPath(stored.id));
    await save(entered, current);
  }

  const conflict = (
    <Notice
      kind="warning"
      title="Somebody else has changed this configuration meanwhile"
      actions={
        <>
          <button type="button" onClick={reload}>Show their state</button>
          <button type="button" onClick={() => void overwrite().catch(reload)}>Save mine over it</button>
        </>
      }
    >
      Nothing was saved. Their state replaces what you have entered here, or yours replaces theirs.
    </Notice>
  );
  return (
    <div className="card">
      <Suspense fallback={<Spinner label="Loading the form" />}>
        <FormPanel
          api={api}
          plugin={stored.configuration_type}
          stored={stored}
          submitLabel="Save"
          submit={async (values) => {
            setEntered(values);
            await save(values, etag);
          }}
          explain={(fault) => (fault.status === 412 ? conflict : <FaultNotice fault={fault} />)}
        />
      </Suspense>
    </div>
  );
}
