// SPDX-License-Identifier: MIT
// How the form library draws a field, with what screen readers need to know.
import { enumOptionsIsSelected, getInputProps, type BaseInputTemplateProps, type WidgetProps } from "@rjsf/utils";
import { useState } from "react";
import type { Choice, Values } from "./types";

export const helpId = (id: string) => `${id}__help`;
export const errorId = (id: string) => `${id}__error`;
export const labelId = (id: string) => `${id}__label`;

/** What every control says of itself: its help, its errors, whether it has any. */
function described({ id, options, rawErrors }: WidgetProps<Values>) {
  const hasErrors = (rawErrors?.length ?? 0) > 0;
  const ids = [options.help ? helpId(id) : "", hasErrors ? errorId(id) : ""].filter(Boolean).join(" ");
  return {
    "aria-describedby": ids || undefined,
    "aria-invalid": hasErrors || undefined,
    "aria-required": options.isRequired === true || undefined,
  };
}

/** One line of text, a number; with what others have chosen there, where the server offers it. */
export function TextInput(props: BaseInputTemplateProps<Values>) {
  const { id, value, disabled, readonly, onChange, onChangeOverride, onBlur, schema, type, options } = props;
  const choices = Array.isArray(options.choices) ? (options.choices as Choice[]) : [];
  const list = choices.length > 0 ? `${id}__choices` : undefined;
  return (
    <>
      <input
        {...getInputProps(schema, type, options)}
        {...described(props)}
        id={id}
        name={id}
        value={value ?? ""}
        disabled={disabled}
        readOnly={readonly}
        list={list}
        aria-label={options.label === false ? props.label : undefined}
        autoComplete="off"
        onChange={onChangeOverride ?? ((event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value))}
        onBlur={(event) => onBlur(id, event.target.value)}
      />
      {list && (
        <datalist id={list}>
          {choices.map((choice) => <option key={String(choice.value)} value={String(choice.value)}>{choice.label}</option>)}
        </datalist>
      )}
    </>
  );
}

export function RadioWidget(props: WidgetProps<Values>) {
  const { id, value, disabled, readonly, onChange, onBlur, options } = props;
  return (
    <div className="radios" role="radiogroup" id={id} aria-labelledby={labelId(id)} {...described(props)}>
      {(options.enumOptions ?? []).map((option, index) => (
        <label key={String(option.value)} className="radio">
          <input
            type="radio"
            name={id}
            value={index}
            checked={enumOptionsIsSelected(option.value, value)}
            disabled={disabled || readonly}
            onChange={() => onChange(option.value)}
            onBlur={() => onBlur(id, value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

export function SelectWidget(props: WidgetProps<Values>) {
  const { id, value, disabled, readonly, multiple, onChange, onBlur, options, schema } = props;
  const choices = options.enumOptions ?? [];
  if (multiple) return <SeveralChoices {...props} />;
  const index = choices.findIndex((choice) => choice.value === value);
  return (
    <select
      {...described(props)}
      id={id}
      name={id}
      value={index < 0 ? "" : index}
      disabled={disabled || readonly}
      onChange={(event) => onChange(choices[Number(event.target.value || -1)]?.value)}
      onBlur={() => onBlur(id, value)}
    >
      {(index < 0 || schema.default === undefined) && <option value="">Choose…</option>}
      {choices.map((choice, at) => <option key={at} value={at}>{choice.label}</option>)}
    </select>
  );
}

function SeveralChoices(props: WidgetProps<Values>) {
  const { id, value, disabled, readonly, onChange, options } = props;
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  return (
    <div className="radios" role="group" id={id} aria-labelledby={labelId(id)} aria-describedby={described(props)["aria-describedby"]}>
      {(options.enumOptions ?? []).map((choice) => (
        <label key={String(choice.value)} className="radio">
          <input
            type="checkbox"
            checked={chosen.includes(choice.value)}
            disabled={disabled || readonly}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, choice.value] : chosen.filter((one) => one !== choice.value))}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

export function CheckboxWidget(props: WidgetProps<Values>) {
  const { id, value, disabled, readonly, onChange, onBlur, label } = props;
  return (
    <label className="radio">
      <input
        {...described(props)}
        aria-required={undefined}
        id={id}
        type="checkbox"
        checked={value === true}
        disabled={disabled || readonly}
        onChange={(event) => onChange(event.target.checked)}
        onBlur={() => onBlur(id, value)}
      />
      {label}
    </label>
  );
}

/**
 * A secret goes in and never out. One that is kept stays as it is unless another is entered; nothing
 * (undefined) keeps it, an empty text takes it away.
 */
export function SecretWidget(props: WidgetProps<Values>) {
  const { id, value, disabled, readonly, onChange, onBlur, options } = props;
  const [isTaken, setIsTaken] = useState(false);
  const isKept = options.isKept === true;
  return (
    <div className="secret">
      <input
        {...described(props)}
        id={id}
        name={id}
        type="password"
        autoComplete="new-password"
        value={value ?? ""}
        disabled={disabled || isTaken}
        readOnly={readonly}
        placeholder={isTaken ? "Will be taken away" : isKept ? "Kept as it is" : undefined}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        onBlur={() => onBlur(id, value)}
      />
      {isKept && (
        <button
          type="button"
          onClick={() => {
            setIsTaken(!isTaken);
            onChange(isTaken ? undefined : "");
          }}
        >
          {isTaken ? "Keep it" : "Take it away"}
        </button>
      )}
    </div>
  );
}
