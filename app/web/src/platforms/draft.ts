// SPDX-License-Identifier: MIT
// What is being edited: the fields of a row as text, and back.
import type { InvalidValue } from "../api";
import { parseJson, type Shape } from "./json";

export interface FieldSpec {
  name: string; // in the body
  label: string;
  kind: "text" | "template" | "lines" | "json" | "checkbox" | "choice";
  shape?: Shape; // of json
  isRequired?: boolean;
  help?: string;
  choices?: { value: string; label: string }[];
}

/** One thing to edit or to make. */
export interface Job {
  title: string;
  done: string; // what is said when it is saved
  item: string | null; // its address; null: it is to be made
  collection: string; // where it is made
  fields: FieldSpec[];
  start?: Record<string, unknown>; // of what is to be made
  fixed?: Record<string, unknown>; // goes into the body as it is
}

export type Draft = Record<string, string | boolean>;

export function draftOf(fields: FieldSpec[], entity: Record<string, unknown>): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, textOf(field, entity[field.name])]));
}

function textOf({ kind, shape }: FieldSpec, value: unknown): string | boolean {
  if (kind === "checkbox") return value === true;
  if (kind === "lines") return Array.isArray(value) ? value.join("\n") : "";
  if (kind === "json") return JSON.stringify(value ?? (shape === "object" ? {} : []), null, 2);
  return typeof value === "string" ? value : "";
}

export function bodyOf(fields: FieldSpec[], draft: Draft): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, draft[field.name] ?? "")]));
}

function valueOf({ kind, shape, isRequired }: FieldSpec, text: string | boolean): unknown {
  if (typeof text === "boolean") return text;
  if (kind === "lines") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (kind === "json") return parseJson(text, shape ?? "object").value;
  return text === "" && !isRequired ? null : text;
}

/** What is wrong before anybody asks the server, by field. */
export function faultsIn(fields: FieldSpec[], draft: Draft): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { name, label, kind, shape, isRequired } of fields) {
    const text = draft[name] ?? "";
    if (isRequired && typeof text === "string" && text.trim() === "") faults[name] = `Please provide ${label.toLowerCase()}`;
    if (kind === "json" && parseJson(String(text), shape ?? "object").fault) faults[name] = "Mend the JSON first";
    if (kind === "lines") {
      const lines = String(text).split("\n").map((line) => line.trim()).filter(Boolean);
      const twice = lines.find((line, index) => lines.indexOf(line) !== index);
      if (twice) faults[name] = `“${twice}” stands there twice`;
    }
  }
  return faults;
}

/** What the server said of single fields; the rest belongs to none. */
export function faultsOfServer(fields: FieldSpec[], invalid: InvalidValue[]): Record<string, string> {
  const names = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(
    invalid.flatMap(({ loc, msg }) => {
      const index = loc.findIndex((part) => names.has(String(part)));
      if (index < 0) return [];
      const deeper = loc.slice(index + 1).map((part) => (typeof part === "number" ? `item ${part + 1}` : part));
      return [[String(loc[index]), [...deeper, msg].join(": ")]];
    }),
  );
}

/** The fields that differ between two drafts. */
export function differences(fields: FieldSpec[], mine: Draft, theirs: Draft): FieldSpec[] {
  return fields.filter(({ name }) => mine[name] !== theirs[name]);
}
