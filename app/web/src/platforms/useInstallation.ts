// SPDX-License-Identifier: MIT
import { useCallback } from "react";
import type { Api } from "../api";
import { useSession } from "../session";
import { useLoad, type Load } from "../useLoad";
import { root, type Connector, type Environment, type Finding, type Offer, type Platform, type PlatformItems, type Service, type ServiceItems } from "./model";

export interface EnvironmentSetup {
  environment: Environment;
  services: ServiceItems[];
  platforms: PlatformItems[] | null; // null: only administrators may see them
}

/** Everything that administrators have entered, and the connectors in force that it is for. */
export interface Installation {
  platforms: Platform[];
  services: Service[];
  offers: Offer[];
  environments: EnvironmentSetup[];
  connectors: Connector[];
}

/** Asked for again when `changes` is another one. */
export function useInstallation(changes: string): Load<Installation> {
  const { api, isAdmin } = useSession();
  const load = useCallback(
    async (signal: AbortSignal) => {
      void changes;
      return { data: await installation(api, isAdmin, signal), etag: null };
    },
    [api, isAdmin, changes],
  );
  return useLoad(load);
}

/**
 * What would fail in silence, by all rows. On its own, as connectors are asked and may take their
 * time; null for readers, and where the server has no answer.
 */
export function useFindings(changes: string): Finding[] | null {
  const { api, isAdmin } = useSession();
  const load = useCallback(
    async (signal: AbortSignal) => {
      void changes;
      if (!isAdmin) return { data: null, etag: null };
      const { data } = await api.get<{ findings: Finding[] }>(`${root}/findings`, { signal });
      return { data: data.findings, etag: null };
    },
    [api, isAdmin, changes],
  );
  return useLoad(load).data;
}

async function installation(api: Api, isAdmin: boolean, signal: AbortSignal): Promise<Installation> {
  const get = async <T,>(path: string) => (await api.get<T>(path, { signal })).data;
  const [{ platforms }, { platform_service_configurations: offers }, { environments }, { plugins }] = await Promise.all([
    get<{ platforms: Platform[] }>(`${root}/platforms`),
    get<{ platform_service_configurations: Offer[] }>(`${root}/platforms/configs`),
    get<{ environments: Environment[] }>(`${root}/environments`),
    get<{ plugins: Connector[] }>("/api/v2/plugins/"),
  ]);
  const services = await Promise.all(
    platforms.map(({ id }) => get<{ platform_services: Service[] }>(`${root}/platforms/${id}/services`)),
  );
  const setups = await Promise.all(
    environments.map(async (environment) => {
      const path = `${root}/environments/${environment.id}`;
      const [{ environment_configs }, own] = await Promise.all([
        get<{ environment_configs: ServiceItems[] }>(`${path}/configs`),
        isAdmin ? get<{ environment_platform_configs: PlatformItems[] }>(`${path}/platform_configs`) : null,
      ]);
      return { environment, services: environment_configs, platforms: own?.environment_platform_configs ?? null };
    }),
  );
  return { platforms, services: services.flatMap(({ platform_services }) => platform_services), offers, environments: setups, connectors: plugins };
}
