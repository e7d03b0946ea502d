// SPDX-License-Identifier: MIT
import type { Answer, Api } from "../api";
import { serviceOf, type Service } from "./accessPath";
import { initialValues, unseenNames } from "./prepare";
import type { FormInfo, PluginSchema, Stored, Values, Verdict } from "./types";

export interface Loaded {
  schema: PluginSchema;
  info: FormInfo;
  service: Service | null; // has the template of paths
  initial: Values;
}

export function pluginPath(plugin: string): string {
  return `/api/v2/plugins/${encodeURIComponent(plugin)}`;
}

/** Everything that a form is made of; with what is kept, if there is something. */
export async function loadForm(api: Api, plugin: string, stored: Stored | undefined, signal: AbortSignal): Promise<Answer<Loaded>> {
  const [{ data: schema, etag }, { data: info }] = await Promise.all([
    api.get<PluginSchema>(`${pluginPath(plugin)}/schema`, { signal }),
    api.get<FormInfo>(`${pluginPath(plugin)}/form`, { signal }),
  ]);
  const [service, initial] = await Promise.all([
    serviceOf(api, info.platform, signal).catch(() => null), // without it there is a form, but no path
    stored ? valuesToEdit(api, plugin, schema, stored, signal) : initialValues(schema, plugin),
  ]);
  return { data: { schema, info, service, initial }, etag };
}

/**
 * What is kept, without what the server has derived of the rest: that follows what is entered now,
 * where the old value would stay behind.
 */
async function valuesToEdit(api: Api, plugin: string, schema: PluginSchema, stored: Stored, signal: AbortSignal): Promise<Values> {
  const values = initialValues(schema, plugin, stored);
  const seen = { ...values };
  for (const name of unseenNames(schema)) delete seen[name];
  const { data } = await api.send<Verdict>("POST", `${pluginPath(plugin)}/validate`, seen, { signal });
  for (const name of unseenNames(schema)) {
    if (name in values && data.fields[name]?.value !== values[name]) seen[name] = values[name];
  }
  return seen;
}
