// SPDX-License-Identifier: MIT
import Form, { type IChangeEvent } from "@rjsf/core";
import { memo, useCallback, useMemo, useRef, type ReactNode } from "react";
import { factsKey, mergedConditions, shownErrors, shownSchema, shownUiSchema, type Facts } from "./prepare";
import { templates, widgets } from "./templates";
import { validator } from "./validator";
import type { PluginSchema, Values, Verdict } from "./types";

interface Props {
  plugin: PluginSchema;
  values: { current: Values }; // the library draws each key; nothing else is drawn until a verdict
  verdict: Verdict | null;
  judged: Values; // what the verdict is about
  kept: Set<string>; // secrets that the server has
  touched: Set<string>; // fields whose errors are shown
  isDisabled: boolean;
  onChange(values: Values): void;
  onTouch(field: string): void;
  onSubmit(): void;
  children: ReactNode; // the buttons
}

const prefix = "field";
const fieldOf = (id: string) => id.slice(prefix.length + 1);
export const idOf = (field: string) => `${prefix}_${field}`;

// What the form begins with is complete; filling in defaults would undo what people clear.
const defaults = { emptyObjectFields: "skipDefaults", allOf: "skipDefaults" } as const;

/** react-jsonschema-form, fed by the server: its schema, its options, its errors. */
export const GeneratedForm = memo(function GeneratedForm(props: Props) {
  const { plugin, values, verdict, judged, kept, touched, isDisabled, onChange, onTouch, onSubmit, children } = props;
  const key = factsKey(verdict);
  const facts = useMemo(() => JSON.parse(key) as Facts, [key]);
  const schema = useMemo(() => shownSchema(plugin, facts), [plugin, facts]);
  const uiSchema = useMemo(() => shownUiSchema(plugin, facts, kept), [plugin, facts, kept]);
  // What was said of a value that is another by now would only confuse.
  const errors = useMemo(
    () => shownErrors(verdict, (field) => touched.has(field) && judged[field] === values.current[field]),
    [verdict, judged, touched, values],
  );
  const latest = useRef({ onChange, onTouch, onSubmit });
  latest.current = { onChange, onTouch, onSubmit };

  const changed = useCallback(({ formData }: IChangeEvent<Values>) => latest.current.onChange(formData ?? {}), []);
  const left = useCallback((id: string) => latest.current.onTouch(fieldOf(id)), []);
  const submitted = useCallback(() => latest.current.onSubmit(), []);
  return (
    <Form<Values>
      className="generated"
      schema={schema}
      uiSchema={uiSchema}
      formData={values.current}
      validator={validator}
      idPrefix={prefix}
      extraErrors={errors}
      templates={templates}
      widgets={widgets}
      disabled={isDisabled}
      noValidate
      noHtml5Validate
      showErrorList={false}
      experimental_defaultFormStateBehavior={defaults}
      experimental_customMergeAllOf={mergedConditions}
      onChange={changed}
      onBlur={left}
      onSubmit={submitted}
    >
      {children}
    </Form>
  );
});
