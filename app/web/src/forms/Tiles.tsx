// SPDX-License-Identifier: MIT
import { useState } from "react";
import { Empty } from "../components/Notice";
import type { FormInfo } from "../form/types";
import { to } from "../route";
import { useApi } from "../session";
import { formOf, type Tile } from "./model";

interface Props {
  tiles: Tile[];
  forms: FormInfo[];
  parent: string | null; // whose children are shown; null: the top
}

/** The destinations. A parent opens its children, the others open their form. */
export function Tiles({ tiles, forms, parent }: Props) {
  const opened = tiles.find(({ value, children }) => value === parent && children.length > 0);
  const shown = (opened?.children ?? tiles).filter((tile) => tile.show_in_form);
  if (shown.length === 0) {
    return (
      <Empty title="No connector offers a form" actions={<a className="button" href={to("plugins")}>See why under Plugins</a>}>
        <p>Connectors that are installed and in force appear here by themselves.</p>
      </Empty>
    );
  }
  return (
    <section className="stack" aria-label="Destinations">
      {opened && (
        <nav className="crumbs" aria-label="Where you are">
          <a href={to("forms")}>All destinations</a>
          <span aria-hidden="true">›</span>
          <span aria-current="location">{opened.label}</span>
        </nav>
      )}
      <ul className="tiles">
        {shown.map((tile) => <li key={tile.value}><TileLink tile={tile} form={formOf(forms, tile.value)} /></li>)}
      </ul>
    </section>
  );
}

function TileLink({ tile, form }: { tile: Tile; form: FormInfo | undefined }) {
  const isParent = tile.children.length > 0;
  const target = isParent ? to("forms", "in", tile.value) : to("forms", "new", form?.plugin ?? tile.value);
  const under = isParent
    ? tile.children.map(({ label }) => label).join(", ")
    : form?.not_configured ? "Not configured yet" : (form?.detailed_name ?? "");
  return (
    <a className="tile" href={target}>
      <Icon name={tile.label} plugin={form?.plugin} />
      <span className="tile-text">
        <span className="tile-label">{tile.label}</span>
        <span className="muted small">{under}</span>
      </span>
      <span className="tile-arrow" aria-hidden="true">›</span>
    </a>
  );
}

/** The connector's picture; where there is none, the first letters of its name. */
export function Icon({ name, plugin }: { name: string; plugin: string | undefined }) {
  const api = useApi();
  const [isMissing, setIsMissing] = useState(false);
  if (!plugin || isMissing) return <span className="icon icon-letters" aria-hidden="true">{name.slice(0, 3)}</span>;
  const address = api.url(`/api/v2/plugins/${encodeURIComponent(plugin)}/icon`);
  return <img className="icon" src={address} alt="" onError={() => setIsMissing(true)} />;
}
