// SPDX-License-Identifier: MIT
/** Something is on its way. It shows itself only when that takes a while. */
export function Spinner({ label = "Loading" }: { label?: string }) {
  return (
    <div className="spinner" role="status">
      <span className="spinner-ring" aria-hidden="true" />
      <span>{label}…</span>
    </div>
  );
}
