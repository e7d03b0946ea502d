// SPDX-License-Identifier: MIT
import { useRef } from "react";
import { parseJson, type Shape } from "./json";

interface Props {
  id: string;
  value: string;
  shape: Shape;
  describedBy: string;
  isInvalid: boolean;
  onChange(value: string): void;
}

/** JSON as text, with what is wrong about it as one types. Tab leaves it, as with every field. */
export function JsonField({ id, value, shape, describedBy, isInvalid, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { value: parsed, fault } = parseJson(value, shape);
  const show = () => {
    if (!fault || !area.current) return;
    area.current.focus();
    area.current.setSelectionRange(fault.position, Math.min(fault.position + 1, value.length));
  };
  return (
    <div className="json">
      <textarea
        ref={area}
        id={id}
        rows={Math.min(18, Math.max(5, value.split("\n").length + 1))}
        spellCheck={false}
        autoComplete="off"
        value={value}
        aria-describedby={`${id}-json ${describedBy}`}
        aria-invalid={fault !== null || isInvalid || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className="json-foot">
        <span id={`${id}-json`} role="status" className={fault ? "field-error" : "muted small"}>
          {fault ? `Line ${fault.line}, column ${fault.column}: ${fault.message}` : "This is valid JSON."}
        </span>
        {fault ? (
          <button type="button" className="quiet small-button" onClick={show}>Show me</button>
        ) : (
          <button type="button" className="quiet small-button" onClick={() => onChange(JSON.stringify(parsed, null, 2))}>Tidy up</button>
        )}
      </div>
    </div>
  );
}
