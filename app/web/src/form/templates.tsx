// SPDX-License-Identifier: MIT
import type { FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import { List } from "./list";
import { CheckboxWidget, errorId, helpId, labelId, RadioWidget, SecretWidget, SelectWidget, TextInput } from "./widgets";
import type { Values } from "./types";

const groups = new Set(["radio", "checkboxes"]);

/** One field: label, control, help, errors. */
function Field(props: FieldTemplateProps<Values>) {
  const { id, label, children, hidden, displayLabel, uiSchema = {}, rawErrors = [], schema } = props;
  if (hidden || schema.type === "object") return hidden ? <div hidden>{children}</div> : children;
  const widget = String(uiSchema["ui:widget"] ?? "");
  const isRequired = uiSchema["ui:options"]?.isRequired === true;
  const isGroup = groups.has(widget) || schema.type === "array";
  const hasLabel = displayLabel && widget !== "checkbox";
  const text = (
    <>
      {label}
      {!isRequired && <span className="optional"> optional</span>}
    </>
  );
  return (
    <div className={rawErrors.length > 0 ? "field field-wrong" : "field"} data-field={id}>
      {hasLabel && (isGroup ? <span className="label" id={labelId(id)}>{text}</span> : <label htmlFor={id}>{text}</label>)}
      {children}
      {uiSchema["ui:help"] && <p className="help" id={helpId(id)}>{uiSchema["ui:help"]}</p>}
      {rawErrors.length > 0 && <p className="error" id={errorId(id)}>{rawErrors.join("; ")}</p>}
    </div>
  );
}

function Fields({ properties }: ObjectFieldTemplateProps<Values>) {
  return <div className="fields">{properties.map(({ content }) => content)}</div>;
}

const Nothing = () => null;

export const templates = {
  FieldTemplate: Field,
  ArrayFieldTemplate: List,
  ObjectFieldTemplate: Fields,
  BaseInputTemplate: TextInput,
  ErrorListTemplate: Nothing,
};

export const widgets = { RadioWidget, SelectWidget, CheckboxWidget, PasswordWidget: SecretWidget };
