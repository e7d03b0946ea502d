// SPDX-License-Identifier: MIT
import type { Api } from "../api";
import type { Values } from "./types";

export interface Service {
  id: string;
  name: string;
  platform: { id: string; name: string };
}

/** The service with the template of a platform's paths: the one that is called as its key. */
export async function serviceOf(api: Api, platform: string, signal: AbortSignal): Promise<Service | null> {
  const base = "/api/v2/configuration/platforms";
  const { data } = await api.get<{ platforms: { id: string }[] }>(base, { signal });
  const lists = await Promise.all(
    data.platforms.map(({ id }) => api.get<{ platform_services: Service[] }>(`${base}/${id}/services`, { signal })),
  );
  const services = lists.flatMap((list) => list.data.platform_services);
  return services.find(({ name }) => name.toLowerCase() === platform) ?? null;
}

/** Where a configuration leads, in the words of the service's template. */
export async function renderedPath(api: Api, service: Service, configuration: Values, signal: AbortSignal): Promise<string> {
  const body = { platform_id: service.platform.id, service_id: service.id, configuration };
  const address = "/api/v2/plugins/render_technical_asset_access_path";
  const { data } = await api.send<{ technical_asset_access_path: string }>("POST", address, body, { signal });
  return data.technical_asset_access_path;
}
