// SPDX-License-Identifier: MIT
import type { ReactNode } from "react";

export interface Column<Row> {
  title: string;
  cell(row: Row): ReactNode;
  isHeader?: boolean; // names the row for screen readers
  className?: string;
  isTitleHidden?: boolean; // as for a column of buttons
}

interface Props<Row> {
  caption: string; // read out, not shown
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
}

/** A table that becomes a list of cards on narrow screens. */
export function Table<Row>({ caption, columns, rows, rowKey }: Props<Row>) {
  return (
    <table className="table">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isTitleHidden }) => (
            <th key={title} scope="col">{isTitleHidden ? <span className="hidden">{title}</span> : title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ title, cell, isHeader, className }) =>
              isHeader ? (
                <th key={title} scope="row" className={className} data-title={title}>{cell(row)}</th>
              ) : (
                <td key={title} className={className} data-title={title}>{cell(row)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
