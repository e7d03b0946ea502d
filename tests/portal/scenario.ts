// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node scenario.mjs <server> <admin token> <portal.yaml>
//
// What a portal does with a server of connectors, through the generated client: each of its
// operations, with what people see in the sample data. Prints a line per fault; exits 1 if any.
import SwaggerParser from "@apidevtools/swagger-parser";
import { configureStore } from "@reduxjs/toolkit";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { answers, emptyApi } from "./emptyApi";
import { AccessGranularity, portalApi as portal, type RenderTechnicalAssetAccessPathRequest } from "./generated";

const [server, token, description] = process.argv.slice(2);
type Configuration = RenderTechnicalAssetAccessPathRequest["configuration"];

const store = configureStore({
  reducer: { [emptyApi.reducerPath]: emptyApi.reducer },
  middleware: (defaults) => defaults().concat(emptyApi.middleware),
});
const ask = portal.endpoints;
const answerTo = async <T>(asked: { unwrap(): Promise<T> }) => asked.unwrap();
const refusalOf = async (asked: { unwrap(): Promise<unknown> }) =>
  asked.unwrap().then(
    () => assert.fail("an answer instead of a refusal"),
    (fault: { status: number; data: { detail: string } }) => `${fault.status} ${fault.data.detail}`,
  );

const configurations: { platform: string; service: string; path: string; link: RegExp; configuration: Configuration }[] = [
  {
    platform: "Snowflake", service: "Snowflake", path: "clean.ns.orders", link: /^https:\/\/dev\.snowflakecomputing\.example\/login$/,
    configuration: { configuration_type: "SnowflakeTechnicalAssetConfiguration", database: "clean", schema: "ns", table: "orders", access_granularity: AccessGranularity.Table },
  },
  {
    platform: "Databricks", service: "Databricks", path: "clean.ns.*", link: /^404 Workspace not configured/,
    configuration: { configuration_type: "DatabricksTechnicalAssetConfiguration", catalog: "clean", schema: "ns", table: "orders", access_granularity: AccessGranularity.Schema },
  },
  {
    platform: "AWS", service: "Glue", path: "clean__ns.orders", link: /^https:\/\/.*console\.aws\.amazon\.com\/.*clean/,
    configuration: { configuration_type: "GlueTechnicalAssetConfiguration", database: "clean", database_suffix: "ns", table: "orders", access_granularity: AccessGranularity.Table },
  },
  {
    platform: "AWS", service: "Redshift", path: "clean__ns.orders", link: /^501 Plugin 'redshift' does not implement URL retrieval$/,
    configuration: { configuration_type: "RedshiftTechnicalAssetConfiguration", database: "clean", schema: "ns", table: "orders", access_granularity: AccessGranularity.Table },
  },
  {
    platform: "AWS", service: "S3", path: "datalake/ns/orders", link: /^https:\/\/123456789012\.signin\.aws\.amazon\.com\/console\/s3\?region=eu-west-1&bucket=dev-datalake$/,
    configuration: { configuration_type: "S3TechnicalAssetConfiguration", bucket: "datalake", suffix: "ns", path: "orders" },
  },
];

async function forms() {
  const { plugins } = await answerTo(store.dispatch(ask.getPlugins.initiate()));
  assert.equal(plugins.length, configurations.length);
  for (const plugin of plugins) {
    assert.deepEqual(await answerTo(store.dispatch(ask.getPluginForm.initiate(plugin.plugin))), plugin);
    assert(!plugin.not_configured || plugin.platform === "redshift", `${plugin.plugin} has no options`);
  }
  for (const { configuration } of configurations)
    assert(plugins.some((plugin) => plugin.plugin === configuration.configuration_type.replace("TechnicalAssetConfiguration", "DataOutput")));
  assert.equal(await refusalOf(store.dispatch(ask.getPluginForm.initiate("Fax"))), "404 Plugin 'Fax' not found");
  const { platform_tiles } = await answerTo(store.dispatch(ask.getPlatformTiles.initiate()));
  const values = platform_tiles.flatMap((tile) => (tile.children.length ? tile.children : [tile])).map((tile) => tile.value);
  assert.deepEqual(values.sort(), plugins.map((plugin) => plugin.platform).sort());
  await answerTo(store.dispatch(ask.getVersion.initiate()));
}

async function serviceNamed(platformName: string, serviceName: string) {
  const { platforms } = await answerTo(store.dispatch(ask.getAllPlatforms.initiate()));
  const platform = platforms.find((one) => one.name === platformName);
  assert(platform, `no platform ${platformName}`);
  const { platform_services } = await answerTo(store.dispatch(ask.getPlatformServices.initiate(platform.id)));
  const service = platform_services.find((one) => one.name === serviceName);
  assert(service, `no service ${serviceName}`);
  return service;
}

/** Stored as a portal's own server does it, beside the client; the id is what links are asked by. */
async function stored(configuration: Configuration): Promise<string> {
  const reply = await fetch(`${server}/api/v2/data_output_configurations/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(configuration),
  });
  assert.equal(reply.status, 201, await reply.clone().text());
  return ((await reply.json()) as { id: string }).id;
}

async function platforms() {
  const { platform_service_configurations } = await answerTo(store.dispatch(ask.getAllPlatformServiceConfigurations.initiate()));
  assert(platform_service_configurations.length >= 4);
  for (const one of platform_service_configurations) {
    assert.deepEqual(await answerTo(store.dispatch(ask.getSinglePlatformServiceConfiguration.initiate(one.id))), one);
    assert.deepEqual(await answerTo(store.dispatch(ask.getPlatformServiceConfig.initiate({ id: one.platform.id, serviceId: one.service.id }))), one);
  }
  const { environments } = await answerTo(store.dispatch(ask.getEnvironments.initiate()));
  assert.equal(environments.filter((one) => one.is_default).length, 1);
  for (const one of environments) {
    assert.deepEqual(await answerTo(store.dispatch(ask.getEnvironment.initiate(one.id))), one);
    const { environment_configs } = await answerTo(store.dispatch(ask.getEnvironmentConfigs.initiate(one.id)));
    assert(environment_configs.every((config) => config.environment.id === one.id));
  }
}

async function paths() {
  for (const { platform, service: name, path, link, configuration } of configurations) {
    const service = await serviceNamed(platform, name);
    const rendered = await answerTo(
      store.dispatch(ask.renderTechnicalAssetAccessPath.initiate({ platform_id: service.platform.id, service_id: service.id, configuration })));
    assert.equal(rendered.technical_asset_access_path, path);
    const asked = { pluginName: name.toLowerCase(), id: await stored(configuration), environment: "development" };
    const url = await store.dispatch(ask.getPluginUrl.initiate(asked)).unwrap().then(
      (answer) => answer.url,
      (fault: { status: number; data: { detail: string } }) => `${fault.status} ${fault.data.detail}`);
    assert.match(url, link);
  }
}

async function judged() {
  const api = (await SwaggerParser.parse(description)) as any;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "portal:", components: api.components });
  for (const [path, item] of Object.entries<any>(api.paths)) {
    const pattern = new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
    for (const [method, operation] of Object.entries<any>(item)) {
      const mine = answers.filter((one) => one.status === 200 && one.method.toLowerCase() === method && pattern.test(one.url));
      assert(mine.length > 0, `${method} ${path}: nobody has asked`);
      const { $ref } = operation.responses["200"].content["application/json"].schema;
      const check = ajv.compile({ $ref: `portal:${$ref}` });
      for (const answer of mine) assert(check(answer.body), `${method} ${answer.url}: ${JSON.stringify(check.errors)}`);
    }
  }
  return Object.keys(api.paths).length;
}

let faults = 0;
for (const part of [forms, platforms, paths, judged]) {
  await part().catch((fault) => {
    ++faults;
    console.log(`${part.name}: ${fault.message}`);
  });
}
console.log(`${answers.length} answers, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
