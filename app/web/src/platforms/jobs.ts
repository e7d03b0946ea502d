// SPDX-License-Identifier: MIT
// What can be edited here, and how each is called and written.
import type { FieldSpec, Job } from "./draft";
import { connectorOf, root, type Connector, type Environment, type Offer, type Platform, type PlatformItems, type Service, type ServiceItems } from "./model";

const name: FieldSpec = { name: "name", label: "Name", kind: "text", isRequired: true };

export function platformJob(platform: Platform | null): Job {
  return {
    title: platform ? `Rename ${platform.name}` : "New platform",
    done: platform ? "The platform is renamed" : "The platform is added",
    item: platform && `${root}/platforms/${platform.id}`,
    collection: `${root}/platforms`,
    fields: [{ ...name, help: "As people call it, for example AWS." }],
  };
}

export function serviceJob(platform: Platform, service: Service | null, connectors: Connector[]): Job {
  const connector = service && connectorOf(service, connectors);
  const known = connector
    ? `${connector.plugin} fills ${connector.ui_metadata.map((element) => `{${element.name}}`).join(", ")}.`
    : "Names of the connector’s fields stand in braces, as {table}.";
  return {
    title: service ? `Edit ${service.name}` : `New service of ${platform.name}`,
    done: service ? `${service.name} is saved` : "The service is added",
    item: service && `${root}/platforms/services/${service.id}`,
    collection: `${root}/platforms/${platform.id}/services`,
    fields: [
      { ...name, help: "In lower case, it is the key of the connector that uses it: S3 leads to “s3”." },
      { name: "result_string_template", label: "Access path", kind: "template", help: `What the path of a configuration is made from. ${known}` },
      { name: "technical_info_template", label: "Technical information", kind: "template", help: "The same for each environment; keys of its items can stand in braces, too." },
    ],
  };
}

export function offerJob(service: Service, offer: Offer | null): Job {
  const isPlain = !offer || offer.config.every((option) => option === option.trim() && option !== "" && !option.includes("\n"));
  return {
    title: `Options of ${service.name}`,
    done: `The options of ${service.name} are saved`,
    item: offer && `${root}/platforms/configs/${offer.id}`,
    collection: `${root}/platforms/configs`,
    fixed: { service_id: service.id, platform_id: service.platform.id },
    fields: [
      isPlain
        ? { name: "config", label: "Options, one a line", kind: "lines", help: "What people choose from in the connector’s form, in this order." }
        : { name: "config", label: "Options", kind: "json", shape: "list of strings" },
    ],
  };
}

export function environmentJob(environment: Environment | null): Job {
  return {
    title: environment ? `Edit ${environment.name}` : "New environment",
    done: environment ? `${environment.name} is saved` : "The environment is added",
    item: environment && `${root}/environments/${environment.id}`,
    collection: `${root}/environments`,
    fields: [
      { ...name, help: "As people call it, for example production." },
      { name: "acronym", label: "Acronym", kind: "text", isRequired: true, help: "Short, and no other environment’s." },
      { name: "context", label: "Context", kind: "text", help: "Whatever portals are told about it." },
      { name: "is_default", label: "The default environment", kind: "checkbox", help: "Where nobody chooses one. Only one should be." },
    ],
  };
}

export function serviceItemsJob(environment: Environment, items: ServiceItems): Job {
  return {
    title: `${items.service.name} in ${environment.name}`,
    done: `${items.service.name} in ${environment.name} is saved`,
    item: `${root}/environments/${environment.id}/configs/${items.id}`,
    collection: "",
    fields: [{ ...itemsField, name: "config" }],
  };
}

const itemsField: FieldSpec = {
  name: "config",
  label: "Items",
  kind: "json",
  shape: "list of objects",
  help: "One object for each option of the service: its bucket, database or catalog and what belongs to it.",
};
const keysField: FieldSpec = {
  name: "config",
  label: "Configuration",
  kind: "json",
  shape: "object",
  help: "Keys are the platform’s own, as login_url or account.",
};

export function platformItemsJob(environment: Environment, items: PlatformItems): Job {
  return {
    title: `${items.platform.name} in ${environment.name}`,
    done: `${items.platform.name} in ${environment.name} is saved`,
    item: `${root}/environments/${environment.id}/platform_configs/${items.id}`,
    collection: "",
    fields: [keysField],
  };
}

export function newServiceItemsJob(environment: Environment, services: Service[]): Job {
  return {
    title: `Configure a service in ${environment.name}`,
    done: `The service is configured in ${environment.name}`,
    item: null,
    collection: `${root}/environments/${environment.id}/configs`,
    fields: [
      {
        name: "service_id",
        label: "Service",
        kind: "choice",
        isRequired: true,
        choices: services.map(({ id, name: own, platform }) => ({ value: id, label: `${own} (${platform.name})` })),
      },
      itemsField,
    ],
  };
}

export function newPlatformItemsJob(environment: Environment, platforms: Platform[]): Job {
  return {
    title: `Configure a platform in ${environment.name}`,
    done: `The platform is configured in ${environment.name}`,
    item: null,
    collection: `${root}/environments/${environment.id}/platform_configs`,
    fields: [
      { name: "platform_id", label: "Platform", kind: "choice", isRequired: true, choices: platforms.map(({ id, name: own }) => ({ value: id, label: own })) },
      keysField,
    ],
  };
}
