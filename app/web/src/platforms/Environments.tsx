// SPDX-License-Identifier: MIT
import { Empty } from "../components/Notice";
import { useSession } from "../session";
import { environmentJob, newPlatformItemsJob, newServiceItemsJob, platformItemsJob, serviceItemsJob } from "./jobs";
import { root } from "./model";
import type { Job } from "./draft";
import type { Desk, Removal } from "./PlatformsPage";
import type { EnvironmentSetup, Installation } from "./useInstallation";

interface Props {
  installation: Installation;
  desk: Desk;
}

/** Each environment with what platforms and services have there. */
export function Environments({ installation, desk }: Props) {
  const { isAdmin } = useSession();
  const add = isAdmin && <button type="button" className="primary" onClick={() => desk.edit(environmentJob(null))}>Add an environment</button>;
  if (installation.environments.length === 0) {
    return (
      <Empty title="There is no environment yet" actions={add}>
        Links into platforms depend on them: one for development and one for production is usual.
      </Empty>
    );
  }
  return (
    <>
      {add && <div className="actions">{add}</div>}
      {installation.environments.map((setup) => (
        <EnvironmentCard key={setup.environment.id} setup={setup} installation={installation} desk={desk} />
      ))}
    </>
  );
}

function EnvironmentCard({ setup, installation, desk }: Props & { setup: EnvironmentSetup }) {
  const { isAdmin } = useSession();
  const { environment } = setup;
  const { id, name, acronym, context, is_default: isDefault } = environment;
  return (
    <section className="card stack" aria-labelledby={`environment-${id}`}>
      <div className="section-header">
        <div>
          <h2 id={`environment-${id}`}>
            {name} <span className="muted">{acronym}</span> {isDefault && <span className="badge badge-good">default</span>}
          </h2>
          {context && <p className="muted small">Context: <code>{context}</code></p>}
        </div>
        {isAdmin && (
          <div className="actions">
            <button type="button" onClick={() => desk.edit(environmentJob(environment))}>Edit<span className="hidden"> {name}</span></button>
            <button
              type="button"
              className="danger"
              onClick={() => desk.remove({
                what: `the environment ${name}`,
                consequence: "It goes only if nothing is configured in it.",
                item: `${root}/environments/${id}`,
              })}
            >
              Delete<span className="hidden"> {name}</span>
            </button>
          </div>
        )}
      </div>
      <ServicesThere setup={setup} installation={installation} desk={desk} />
      <PlatformsThere setup={setup} installation={installation} desk={desk} />
    </section>
  );
}

function ServicesThere({ setup: { environment, services }, installation, desk }: Props & { setup: EnvironmentSetup }) {
  const { isAdmin } = useSession();
  const rest = installation.services.filter(({ id }) => !services.some(({ service }) => service.id === id));
  return (
    <div className="stack">
      <div className="section-header">
        <h3>Services</h3>
        {isAdmin && rest.length > 0 && (
          <button type="button" onClick={() => desk.edit(newServiceItemsJob(environment, rest))}>Configure a service<span className="hidden"> in {environment.name}</span></button>
        )}
      </div>
      {services.length === 0 && <p className="muted">None is configured here: links and technical information lack what belongs to the environment.</p>}
      <ul className="items">
        {services.map((items) => (
          <Item
            key={items.id}
            title={items.service.name}
            note={`${items.platform.name}, ${items.config.length} item${items.config.length === 1 ? "" : "s"}`}
            config={items.config}
            job={serviceItemsJob(environment, items)}
            removal={{
              what: `the items of ${items.service.name} in ${environment.name}`,
              consequence: "Links and technical information for this environment lack them from then on.",
              item: `${root}/environments/${environment.id}/configs/${items.id}`,
            }}
            desk={desk}
          />
        ))}
      </ul>
    </div>
  );
}

function PlatformsThere({ setup: { environment, platforms }, installation, desk }: Props & { setup: EnvironmentSetup }) {
  if (!platforms) return <p className="muted small">What platforms have here may be secret: it shows with the admin token.</p>;
  const rest = installation.platforms.filter(({ id }) => !platforms.some(({ platform }) => platform.id === id));
  return (
    <div className="stack">
      <div className="section-header">
        <h3>Platforms</h3>
        {rest.length > 0 && (
          <button type="button" onClick={() => desk.edit(newPlatformItemsJob(environment, rest))}>Configure a platform<span className="hidden"> in {environment.name}</span></button>
        )}
      </div>
      {platforms.length === 0 && <p className="muted">None is configured here.</p>}
      <ul className="items">
        {platforms.map((items) => (
          <Item
            key={items.id}
            title={items.platform.name}
            note={Object.keys(items.config).join(", ") || "empty"}
            config={items.config}
            job={platformItemsJob(environment, items)}
            removal={{
              what: `the configuration of ${items.platform.name} in ${environment.name}`,
              consequence: "Connectors that make links of it cannot from then on.",
              item: `${root}/environments/${environment.id}/platform_configs/${items.id}`,
            }}
            desk={desk}
          />
        ))}
      </ul>
    </div>
  );
}

function Item({ title, note, config, job, removal, desk }: { title: string; note: string; config: unknown; job: Job; removal: Removal; desk: Desk }) {
  const { isAdmin } = useSession();
  return (
    <li className="item">
      <details>
        <summary><strong>{title}</strong> <span className="muted small">{note}</span></summary>
        <pre tabIndex={0}>{JSON.stringify(config, null, 2)}</pre>
      </details>
      {isAdmin && (
        <div className="actions small-buttons">
          <button type="button" onClick={() => desk.edit(job)}>Edit<span className="hidden"> {job.title}</span></button>
          <button type="button" className="danger" onClick={() => desk.remove(removal)}>Delete<span className="hidden"> {job.title}</span></button>
        </div>
      )}
    </li>
  );
}
