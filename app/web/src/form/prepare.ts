// SPDX-License-Identifier: MIT
// From what the server says to what the form library takes. Pure functions.
import type { ErrorSchema, RJSFSchema, UiSchema as AnyUiSchema } from "@rjsf/utils";
import type { Choice, FieldVerdict, PluginSchema, Stored, Values, Verdict } from "./types";

type UiSchema = AnyUiSchema<Values>;

const tag = "configuration_type";

type Properties = Record<string, RJSFSchema>;

/** What is said of each field anywhere: beside the plain properties, in conditions. */
function everyProperty(schema: RJSFSchema): Properties {
  const found: Properties = {};
  const add = (part: unknown) => {
    for (const [name, property] of Object.entries((part as RJSFSchema | undefined)?.properties ?? {})) {
      found[name] = { ...(property as RJSFSchema), ...found[name] };
    }
  };
  add(schema);
  Object.values((schema as { dependentSchemas?: object }).dependentSchemas ?? {}).forEach(add);
  for (const part of schema.allOf ?? []) if (typeof part === "object") add(part.then);
  return found;
}

export function secretNames({ json_schema }: PluginSchema): Set<string> {
  const properties = Object.entries(everyProperty(json_schema));
  return new Set(properties.filter(([, { writeOnly }]) => writeOnly).map(([name]) => name));
}

/**
 * What the form begins with: what is kept, else the initial values, else the defaults. Also of fields
 * that are hidden now, since they keep their values. Secrets that are kept stay with the server.
 */
export function initialValues(plugin: PluginSchema, name: string, stored?: Stored): Values {
  const values: Values = { [tag]: name };
  for (const [field, property] of Object.entries(everyProperty(plugin.json_schema))) {
    if (field === tag) continue;
    const initial: unknown = plugin.ui_schema[field]?.["ui:initialValue"] ?? property.default;
    const value = stored ? stored[field] : initial;
    if (value !== undefined && value !== null) values[field] = value;
  }
  return values;
}

/** Fields that nobody sees, whatever is entered. */
export function unseenNames({ json_schema, ui_schema }: PluginSchema): string[] {
  return Object.keys(everyProperty(json_schema)).filter(
    (name) => name !== tag && ui_schema[name]?.["ui:widget"] === "hidden",
  );
}

/** Options that hold now, where they are others than the schema's. */
function withChoices(property: RJSFSchema, choices: Choice[]): RJSFSchema {
  const { enum: fixed, oneOf, ...rest } = property;
  if ((!fixed && !oneOf) || choices.length === 0) return property;
  const known = fixed ?? (oneOf as RJSFSchema[]).map((one) => one.const);
  if (JSON.stringify(known) === JSON.stringify(choices.map(({ value }) => value))) return property;
  return { ...rest, oneOf: choices.map(({ label, value }) => ({ const: value, title: label })) as RJSFSchema[] };
}

/** What the last verdict says of how fields are drawn; the same text for the same. */
export function factsKey(verdict: Verdict | null): string {
  const fields = Object.entries(verdict?.fields ?? {});
  return JSON.stringify(Object.fromEntries(fields.map(([name, { options, required }]) => [name, { options, required }])));
}

export type Facts = Record<string, Pick<FieldVerdict, "options" | "required">>;

export function shownSchema({ json_schema }: PluginSchema, facts: Facts): RJSFSchema {
  const { $schema, $id, title, description, dependentSchemas, ...shown } = json_schema as RJSFSchema & Values;
  const properties = Object.entries((shown.properties ?? {}) as Properties);
  return {
    ...shown,
    properties: Object.fromEntries(
      properties.map(([name, property]) => [name, withChoices(property, facts[name]?.options ?? [])]),
    ),
  };
}

/**
 * What the conditions that hold say, put together. The server's schemas say there only how further
 * fields are; merging anything with anything, as the library can, takes most of the time of a key.
 */
export function mergedConditions({ allOf = [], ...schema }: RJSFSchema): RJSFSchema {
  const properties: Properties = { ...(schema.properties as Properties | undefined) };
  const required = new Set(schema.required);
  for (const part of allOf as RJSFSchema[]) {
    for (const [name, property] of Object.entries((part.properties ?? {}) as Properties)) {
      properties[name] = { ...properties[name], ...property };
    }
    part.required?.forEach((name: string) => required.add(name));
  }
  return { ...schema, properties, required: [...required] };
}

function choicesOf({ examples }: RJSFSchema): Choice[] {
  return Array.isArray(examples) ? examples.map((value) => ({ label: String(value), value })) : [];
}

/** `kept`: names of the secrets that the server has already. */
export function shownUiSchema(
  plugin: PluginSchema,
  facts: Facts,
  kept: Set<string>,
): UiSchema {
  const shown: UiSchema = { ...plugin.ui_schema, "ui:submitButtonOptions": { norender: true } };
  const secrets = secretNames(plugin);
  for (const [name, property] of Object.entries(everyProperty(plugin.json_schema))) {
    const element = { ...(plugin.ui_schema[name] ?? {}) };
    delete element["ui:initialValue"];
    const isText = [property.type].flat().includes("string") && !property.enum && !property.oneOf;
    const isRequired = facts[name]?.required ?? plugin.json_schema.required?.includes(name) ?? false;
    const options: Values = { isRequired };
    if (secrets.has(name)) options.isKept = kept.has(name);
    else if (isText) {
      options.emptyValue = ""; // else a field that is cleared gets its default back
      options.choices = facts[name]?.options ?? choicesOf(property);
    }
    shown[name] = { ...element, "ui:options": options };
    if (property.type === "array") shown[name].items = { "ui:options": { label: false, emptyValue: "" } };
  }
  return shown;
}

/** The server's errors where the form shows them: only of fields that somebody has been at. */
export function shownErrors(verdict: Verdict | null, isShown: (field: string) => boolean): ErrorSchema<Values> {
  const shown: Record<string, { __errors: string[] }> = {};
  for (const [name, { errors }] of Object.entries(verdict?.fields ?? {})) {
    if (errors.length > 0 && isShown(name)) shown[name] = { __errors: errors };
  }
  return shown as ErrorSchema<Values>;
}

/** A secret that the server keeps is not missing, whatever it says of a form without it. */
export function withKeptSecrets(verdict: Verdict, kept: Set<string>, values: Values): Verdict {
  const fields = Object.fromEntries(
    Object.entries(verdict.fields).map(([name, field]) =>
      kept.has(name) && (values[name] ?? null) === null ? [name, { ...field, errors: [] }] : [name, field],
    ),
  );
  const valid = verdict.errors.length === 0 && Object.values(fields).every(({ errors }) => errors.length === 0);
  return { ...verdict, fields, valid };
}

/** What the server adds to what was entered. */
export function derivedValues(verdict: Verdict | null, values: Values): [string, string][] {
  return Object.entries(verdict?.fields ?? {})
    .filter(([name, { value, visible, errors }]) =>
      !visible && errors.length === 0 && typeof value === "string" && value !== "" && value !== values[name])
    .map(([name, { value }]) => [name, String(value)]);
}
