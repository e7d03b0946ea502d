// SPDX-License-Identifier: MIT
// What administrators enter, and what the server has to say of it.

export interface Platform {
  id: string;
  name: string;
}

export interface Service extends Platform {
  platform: Platform;
  result_string_template: string | null;
  technical_info_template: string | null;
}

/** What a service offers. */
export interface Offer {
  id: string;
  platform: Platform;
  service: Service;
  config: string[];
}

export interface Environment extends Platform {
  acronym: string;
  context: string | null;
  is_default: boolean;
}

/** What a service has in an environment. */
export interface ServiceItems {
  id: string;
  service: Service;
  platform: Platform;
  config: Record<string, unknown>[];
}

/** What a platform has in an environment. */
export interface PlatformItems {
  id: string;
  platform: Platform;
  config: Record<string, unknown>;
}

/** Something that would fail in silence. */
export interface Finding {
  severity: "error" | "warning";
  code: string;
  message: string;
  hint: string;
  connector: string | null;
  rows: { table: string; id: string }[];
}

/** What came of a change. */
export interface Saved {
  title: string;
  warnings: Finding[];
}

/** Whom a service leads to: its name in lower case is the key of the connector. */
export interface Connector {
  plugin: string;
  platform: string;
  ui_metadata: { name: string }[];
}

export const root = "/api/v2/configuration";

export function connectorOf(service: Platform, connectors: Connector[]): Connector | null {
  return connectors.find(({ platform }) => platform === service.name.toLowerCase()) ?? null;
}
