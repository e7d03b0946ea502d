// SPDX-License-Identifier: MIT
import type { FormInfo, Stored } from "../form/types";

export interface Tile {
  label: string;
  value: string; // the key of the platform
  children: Tile[];
  show_in_form: boolean;
}

export const configurations = "/api/v2/data_output_configurations/";

export function configurationPath(id: string): string {
  return configurations + encodeURIComponent(id);
}

const own = new Set(["id", "configuration_type", "created_on", "updated_on", "name", "secrets_set", "notes"]);

/** What people recognise a configuration by: its values, without those that repeat others. */
export function summaryOf(stored: Stored): string {
  const texts = Object.entries(stored)
    .filter(([name, value]) => !own.has(name) && !/_(path|granularity)$/.test(name) && typeof value === "string" && value !== "")
    .map(([, value]) => String(value));
  return texts.join(" · ");
}

/** What is wrong with a configuration, in the server's words. */
export function notesOf({ notes }: Stored): string[] {
  return Array.isArray(notes) ? notes.map(String) : [];
}

/** The fields of its connector, with their values as people read them. */
export function valuesOf(stored: Stored): [string, string][] {
  return Object.entries(stored)
    .filter(([name]) => !own.has(name))
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}

/** The form of a platform: that which is shown before those that are not. */
export function formOf(forms: FormInfo[], platform: string): FormInfo | undefined {
  return forms.find((form) => form.platform === platform);
}

export function when(time: string | null): string {
  return time ? new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : "";
}
