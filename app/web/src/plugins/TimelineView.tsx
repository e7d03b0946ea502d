// SPDX-License-Identifier: MIT
import { useState } from "react";
import type { Entry, Timeline } from "./useEvents";
import { eventTone, eventWords } from "./words";

interface Props {
  timeline: Timeline;
  id?: string | null; // of a plugin: only what is about it
}

const first = 12; // entries that are shown at once

/** What happens, newest first, as it happens. */
export function TimelineView({ timeline, id = null }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  const entries = timeline.entries.filter((entry) => isAbout(entry, id));
  const shown = isWhole ? entries : entries.slice(0, first);
  return (
    <section className="card stack" aria-labelledby="events">
      <div className="section-header">
        <h2 id="events">Events</h2>
        <LiveState timeline={timeline} />
      </div>
      {entries.length === 0 && <p className="muted">Nothing has happened{id ? " to it" : ""} since the server started, or since it stopped keeping it. What happens shows here at once.</p>}
      {entries.length > 0 && (
        <ol className="timeline" aria-live="polite" aria-relevant="additions">
          {shown.map((entry) => <Item key={entry.key} entry={entry} />)}
        </ol>
      )}
      {entries.length > first && (
        <div className="actions">
          <button type="button" className="quiet" onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? "Show fewer" : `Show all ${entries.length}`}
          </button>
        </div>
      )}
    </section>
  );
}

function isAbout(entry: Entry, id: string | null): boolean {
  return id === null || entry.kind === "gap" || entry.event.payload.id === id || entry.event.topic.startsWith(`${id}:`);
}

function LiveState({ timeline: { state, fault } }: { timeline: Timeline }) {
  const words = { connecting: "Connecting…", live: "Live", waiting: "Connection lost, trying again…" }[state];
  const tone = { connecting: "", live: "badge-good", waiting: "badge-warning" }[state];
  return (
    <span role="status">
      {fault && <span className="muted small">{fault.status > 0 ? fault.message : "The server does not answer."} </span>}
      <span className={`badge ${tone}`}>{words}</span>
    </span>
  );
}

function Item({ entry }: { entry: Entry }) {
  if (entry.kind === "gap") {
    return (
      <li className="timeline-gap">
        Events are missing here: the server keeps them no longer, or was started anew. The list above is up to date.
      </li>
    );
  }
  const { event } = entry;
  return (
    <li className={`timeline-item timeline-${eventTone(event) || "plain"}`}>
      <time dateTime={event.at} title={event.at}>{timeWords(event.at)}</time>
      <span className="timeline-text">{eventWords(event)}</span>
      <code className="timeline-topic">{event.topic}</code>
    </li>
  );
}

function timeWords(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const isToday = time.toDateString() === new Date().toDateString();
  const clock = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return isToday ? clock : `${time.toLocaleDateString([], { day: "numeric", month: "short" })} ${clock}`;
}
