// SPDX-License-Identifier: MIT
import { Empty } from "../components/Notice";
import { to } from "../route";
import { useSession } from "../session";
import { offerJob, platformJob, serviceJob } from "./jobs";
import { connectorOf, root, type Offer, type Platform, type Service } from "./model";
import type { Desk } from "./PlatformsPage";
import type { Installation } from "./useInstallation";

interface Props {
  installation: Installation;
  desk: Desk;
}

/** Each platform with its services, their templates and what they offer. */
export function Platforms({ installation, desk }: Props) {
  const { isAdmin } = useSession();
  const add = isAdmin && <button type="button" className="primary" onClick={() => desk.edit(platformJob(null))}>Add a platform</button>;
  if (installation.platforms.length === 0) {
    return (
      <Empty title="There is no platform yet" actions={add}>
        Forms need one, with a service for each connector: its name leads to the connector.
      </Empty>
    );
  }
  return (
    <>
      {add && <div className="actions">{add}</div>}
      {installation.platforms.map((platform) => (
        <PlatformCard key={platform.id} platform={platform} installation={installation} desk={desk} />
      ))}
    </>
  );
}

function PlatformCard({ platform, installation, desk }: Props & { platform: Platform }) {
  const { isAdmin } = useSession();
  const { name, id } = platform;
  const services = installation.services.filter((service) => service.platform.id === id);
  return (
    <section className="card stack" aria-labelledby={`platform-${id}`}>
      <div className="section-header">
        <h2 id={`platform-${id}`}>{name}</h2>
        {isAdmin && (
          <div className="actions">
            <button type="button" onClick={() => desk.edit(serviceJob(platform, null, installation.connectors))}>Add a service<span className="hidden"> to {name}</span></button>
            <button type="button" onClick={() => desk.edit(platformJob(platform))}>Rename<span className="hidden"> {name}</span></button>
            <button
              type="button"
              className="danger"
              onClick={() => desk.remove({
                what: `the platform ${name}`,
                consequence: "It goes only if nothing uses it: services and configurations in environments come first.",
                item: `${root}/platforms/${id}`,
              })}
            >
              Delete<span className="hidden"> {name}</span>
            </button>
          </div>
        )}
      </div>
      {services.length === 0 && <p className="muted">It has no service yet. A connector’s form needs one that is called like the connector’s key.</p>}
      {services.map((service) => <ServicePart key={service.id} service={service} installation={installation} desk={desk} />)}
    </section>
  );
}

function ServicePart({ service, installation, desk }: Props & { service: Service }) {
  const { isAdmin } = useSession();
  const offer = installation.offers.find((one) => one.service.id === service.id) ?? null;
  const connector = connectorOf(service, installation.connectors);
  return (
    <div className="service">
      <div className="section-header">
        <h3>
          {service.name}{" "}
          {connector
            ? <a className="small" href={to("plugins", connector.plugin)}>{connector.plugin}</a>
            : <span className="badge badge-warning">No connector in force has this key</span>}
        </h3>
        {isAdmin && <ServiceActions service={service} offer={offer} installation={installation} desk={desk} />}
      </div>
      <dl className="facts">
        <Template title="Access path" template={service.result_string_template} />
        <Template title="Technical information" template={service.technical_info_template} />
        <div>
          <dt>Options</dt>
          <dd><Options offer={offer} /></dd>
        </div>
      </dl>
    </div>
  );
}

function ServiceActions({ service, offer, installation, desk }: Props & { service: Service; offer: Offer | null }) {
  const { name, id, platform } = service;
  return (
    <div className="actions small-buttons">
      <button type="button" onClick={() => desk.edit(serviceJob(platform, service, installation.connectors))}>Edit<span className="hidden"> {name}</span></button>
      <button type="button" onClick={() => desk.edit(offerJob(service, offer))}>{offer ? "Edit options" : "Add options"}<span className="hidden"> of {name}</span></button>
      {offer && (
        <button
          type="button"
          className="danger"
          onClick={() => desk.remove({
            what: `the options of ${name}`,
            consequence: "Without them the connector’s form counts as not configured, and shows no fields.",
            item: `${root}/platforms/configs/${offer.id}`,
          })}
        >
          Delete options<span className="hidden"> of {name}</span>
        </button>
      )}
      <button
        type="button"
        className="danger"
        onClick={() => desk.remove({
          what: `the service ${name}`,
          consequence: "It goes only if nothing uses it: its options and its items in environments come first.",
          item: `${root}/platforms/services/${id}`,
        })}
      >
        Delete<span className="hidden"> {name}</span>
      </button>
    </div>
  );
}

function Template({ title, template }: { title: string; template: string | null }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{template ? <code>{template}</code> : <span className="muted">No template: none can be made</span>}</dd>
    </div>
  );
}

function Options({ offer }: { offer: Offer | null }) {
  if (!offer) return <span className="muted">Never entered: a form that offers them counts as not configured</span>;
  if (offer.config.length === 0) return <span className="muted">An empty list: nothing to choose from</span>;
  return <span className="chips">{offer.config.map((option, index) => <span key={index} className="badge">{option}</span>)}</span>;
}
