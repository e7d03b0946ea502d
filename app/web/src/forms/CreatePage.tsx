// SPDX-License-Identifier: MIT
import { lazy, Suspense } from "react";
import { Page } from "../components/Page";
import { Spinner } from "../components/Spinner";
import { go, to } from "../route";
import { useApi } from "../session";
import { ReadOnlyNotice } from "../TokenEntry";
import type { Stored } from "../form/types";
import { configurations } from "./model";
import { useFormInfo } from "./useFormInfo";

// The form library is as large as all the rest: it comes with the first form.
const FormPanel = lazy(async () => ({ default: (await import("../form/FormPanel")).FormPanel }));

/** `#/forms/new/<plugin>`: fill in a form and store it. */
export function CreatePage({ plugin }: { plugin: string }) {
  const api = useApi();
  const { data: info } = useFormInfo(plugin);
  return (
    <Page
      title={`New: ${info?.display_name ?? plugin}`}
      intro={<a href={info?.parent_platform ? to("forms", "in", info.parent_platform) : to("forms")}>Another destination</a>}
    >
      <ReadOnlyNotice what="You can fill in the form and see where it leads. To store it, enter the admin token: what you have entered stays." />
      <div className="card">
        <Suspense fallback={<Spinner label="Loading the form" />}>
          <FormPanel
            api={api}
            plugin={plugin}
            submitLabel="Create"
            submit={async (values) => {
              const { data } = await api.send<Stored>("POST", configurations, values);
              go("forms", "edit", data.id);
            }}
            actions={<a className="button" href={to("forms")}>Cancel</a>}
          />
        </Suspense>
      </div>
    </Page>
  );
}
