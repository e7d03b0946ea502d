// SPDX-License-Identifier: MIT
import type { ArrayFieldTemplateItemType, ArrayFieldTemplateProps } from "@rjsf/utils";
import type { Values } from "./types";
import { helpId } from "./widgets";

/** A list without fixed choices: a line an item. */
export function List({ idSchema, title, items, canAdd, disabled, readonly, onAddClick, uiSchema = {} }: ArrayFieldTemplateProps<Values>) {
  const name = String(uiSchema["ui:title"] ?? title);
  return (
    <fieldset className="list" id={idSchema.$id} aria-describedby={uiSchema["ui:help"] ? helpId(idSchema.$id) : undefined}>
      <legend>
        {name}
        {uiSchema["ui:options"]?.isRequired !== true && <span className="optional"> optional</span>}
      </legend>
      {items.map(({ key, ...item }) => <Item key={key} {...item} list={name} />)}
      {canAdd && <button type="button" disabled={disabled || readonly} onClick={onAddClick}>Add to {name}</button>}
    </fieldset>
  );
}

function Item({ children, index, hasRemove, disabled, readonly, onDropIndexClick, list }: Omit<ArrayFieldTemplateItemType<Values>, "key"> & { list: string }) {
  return (
    <div className="list-item">
      {children}
      {hasRemove && (
        <button
          type="button"
          className="quiet"
          aria-label={`Remove item ${index + 1} of ${list}`}
          disabled={disabled || readonly}
          onClick={onDropIndexClick(index)}
        >
          ✕
        </button>
      )}
    </div>
  );
}
