// SPDX-License-Identifier: MIT
import { Notice } from "../components/Notice";
import { differences, type Draft, type FieldSpec } from "./draft";

interface Props {
  fields: FieldSpec[];
  mine: Draft;
  theirs: Draft;
  onTake(): void;
  onOverwrite(): void;
}

/** Somebody else was faster: what they wrote, and which of the two shall stay. */
export function Conflict({ fields, mine, theirs, onTake, onOverwrite }: Props) {
  const different = differences(fields, mine, theirs);
  return (
    <Notice
      kind="warning"
      title="Somebody else has changed it since you opened it"
      actions={
        <>
          <button type="button" onClick={onTake}>Take theirs</button>
          <button type="button" className="danger" onClick={onOverwrite}>Overwrite with mine</button>
        </>
      }
    >
      <p>Nothing of yours has been saved yet.{different.length === 0 && " They have written the same as you."}</p>
      <dl className="conflict">
        {different.map(({ name, label }) => (
          <div key={name}>
            <dt>{label}: theirs</dt>
            <dd><pre tabIndex={0}>{shown(theirs[name])}</pre></dd>
          </div>
        ))}
      </dl>
    </Notice>
  );
}

function shown(value: string | boolean | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value || "(empty)";
}
