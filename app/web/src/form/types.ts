// SPDX-License-Identifier: MIT
// What the server says of forms; see /docs for every key.
import type { RJSFSchema, UiSchema } from "@rjsf/utils";

export type Values = Record<string, unknown>;

export interface Choice {
  label: string;
  value: unknown;
}

/** What `validate` tells of one field. */
export interface FieldVerdict {
  value: unknown;
  errors: string[];
  visible: boolean;
  required: boolean;
  options: Choice[];
}

export interface Verdict {
  valid: boolean;
  fields: Record<string, FieldVerdict>;
  errors: string[]; // that belong to no field
}

export interface PluginSchema {
  json_schema: RJSFSchema;
  ui_schema: UiSchema<Values>;
}

/** What there is to know of a form beside its fields. */
export interface FormInfo {
  not_configured: boolean;
  plugin: string;
  platform: string;
  display_name: string;
  detailed_name: string;
  result_label: string;
  result_tooltip: string;
  parent_platform: string | null;
  show_in_form: boolean;
}

/** A configuration as it is kept; its fields stand beside these. */
export interface Stored extends Values {
  id: string;
  configuration_type: string;
  created_on: string | null;
  updated_on: string | null;
  name?: unknown;
  secrets_set?: unknown;
  notes?: unknown;
}
