// SPDX-License-Identifier: MIT
import { Page } from "../components/Page";
import { FaultNotice } from "../components/Notice";
import { Spinner } from "../components/Spinner";
import { useApi } from "../session";
import { useLoad } from "../useLoad";
import { useCallback } from "react";
import type { FormInfo } from "../form/types";
import { ReadOnlyNotice } from "../TokenEntry";
import { Configurations } from "./Configurations";
import { CreatePage } from "./CreatePage";
import { EditPage } from "./EditPage";
import type { Tile } from "./model";
import { Tiles } from "./Tiles";

/** `#/forms`, `#/forms/in/<parent>`, `#/forms/new/<plugin>`, `#/forms/edit/<id>`. */
export default function FormsPage({ route: [place, name] }: { route: string[] }) {
  if (place === "new" && name) return <CreatePage key={name} plugin={name} />;
  if (place === "edit" && name) return <EditPage key={name} id={name} />;
  return <Overview parent={place === "in" ? (name ?? null) : null} />;
}

/** What there is to choose from, and what has been made of it. */
function Overview({ parent }: { parent: string | null }) {
  const api = useApi();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [tiles, forms] = await Promise.all([
        api.get<{ platform_tiles: Tile[] }>("/api/v2/plugins/platform-tiles", { signal }),
        api.get<{ plugins: FormInfo[] }>("/api/v2/plugins/", { signal }),
      ]);
      return { data: { tiles: tiles.data.platform_tiles, forms: forms.data.plugins }, etag: null };
    },
    [api],
  );
  const { data, fault, reload } = useLoad(load);
  return (
    <Page title="Forms" intro="Choose a destination to configure a data output there, or go on with one that is kept.">
      <ReadOnlyNotice what="Fill in forms and see where they lead; to store, change or delete configurations, enter the admin token." />
      {fault && <FaultNotice fault={fault} retry={reload} />}
      {!data && !fault && <Spinner />}
      {data && (
        <>
          <Tiles tiles={data.tiles} forms={data.forms} parent={parent} />
          <Configurations forms={data.forms} />
        </>
      )}
    </Page>
  );
}
