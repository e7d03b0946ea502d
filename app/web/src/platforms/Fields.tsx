// SPDX-License-Identifier: MIT
import type { Draft, FieldSpec } from "./draft";
import { JsonField } from "./JsonField";

interface Props {
  fields: FieldSpec[];
  draft: Draft;
  faults: Record<string, string>;
  onChange(name: string, value: string | boolean): void;
}

export function Fields({ fields, draft, faults, onChange }: Props) {
  return fields.map((field) => (
    <Field
      key={field.name}
      field={field}
      value={draft[field.name] ?? ""}
      fault={faults[field.name] ?? null}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}

interface FieldProps {
  field: FieldSpec;
  value: string | boolean;
  fault: string | null;
  onChange(value: string | boolean): void;
}

function Field({ field, value, fault, onChange }: FieldProps) {
  const id = `field-${field.name}`;
  const about = `${id}-about`;
  const foot = (
    <div id={about}>
      {fault && <p className="field-error">{fault}</p>}
      {field.help && <p className="muted small">{field.help}</p>}
    </div>
  );
  if (field.kind === "checkbox") {
    return (
      <div className="entry">
        <label className="choice">
          <input id={id} type="checkbox" checked={value === true} aria-describedby={about} onChange={(event) => onChange(event.target.checked)} />
          {field.label}
        </label>
        {foot}
      </div>
    );
  }
  return (
    <div className="entry">
      <label htmlFor={id}>{field.label}{field.isRequired && <span className="muted"> (required)</span>}</label>
      <Control id={id} about={about} field={field} value={String(value)} isInvalid={fault !== null} onChange={onChange} />
      {foot}
    </div>
  );
}

interface ControlProps {
  id: string;
  about: string;
  field: FieldSpec;
  value: string;
  isInvalid: boolean;
  onChange(value: string): void;
}

function Control({ id, about, field, value, isInvalid, onChange }: ControlProps) {
  const common = { id, value, "aria-describedby": about, "aria-invalid": isInvalid || undefined };
  switch (field.kind) {
    case "json":
      return <JsonField id={id} value={value} shape={field.shape ?? "object"} describedBy={about} isInvalid={isInvalid} onChange={onChange} />;
    case "lines":
      return <textarea {...common} rows={Math.min(14, Math.max(4, value.split("\n").length + 1))} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
    case "choice":
      return (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose…</option>
          {field.choices?.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
        </select>
      );
    default:
      return (
        <input
          {...common}
          type="text"
          className={field.kind === "template" ? "mono" : undefined}
          spellCheck={field.kind !== "template"}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
