// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node validate.mjs <node_modules> <file>
//
// Judges the description of an API by the official schemas of OpenAPI and JSON Schema, and answers
// of the API by the description. The file is {"api": <document>, "answers": [{"path", "method",
// "status", "type", "headers": {...}, "body"}], "values": [{"schema", "value", "valid"}]}.
// Prints one line per fault; exits 1 if there is any.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { Validator } = await load("@seriousme/openapi-schema-validator");
const { default: Ajv } = await load("ajv/dist/2020.js");
const { default: addFormats } = await load("ajv-formats");
const { api, answers, values } = JSON.parse(readFileSync(file, "utf8"));

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const told = (errors) => errors.map((e) => `${e.instancePath || "/"} ${e.message} ${JSON.stringify(e.params)}`).join("; ");

/** The same schema, refusing keys that it does not declare. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isObject = [schema.type].flat().includes("object");
  if (isObject && schema.properties && !("additionalProperties" in schema)) copy.additionalProperties = false;
  return copy;
}

/** Compiles a schema of the components; with every key declared if it is for our own answers. */
function judge(components) {
  const ajv = new Ajv({ strict: false, allErrors: true, discriminator: false });
  (addFormats.default ?? addFormats)(ajv);
  ajv.addSchema({ $id: "outlet:api", components });
  return (schema) => ajv.compile({ $id: undefined, ...JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"outlet:api#/')) });
}
const asWritten = judge(api.components);
const strictly = judge({ ...api.components, schemas: closed(api.components.schemas) });

const resolved = (value) => {
  if (!value?.$ref) return value;
  return value.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
};

async function judgeDocument() {
  const result = await new Validator().validate(structuredClone(api));
  if (!result.valid) fault("document", typeof result.errors === "string" ? result.errors : told(result.errors));
  const meta = new Ajv({ strict: false, allErrors: true });
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    if (!meta.validateSchema(schema)) fault(`schema ${name}`, told(meta.errors));
    try {
      asWritten({ $ref: `#/components/schemas/${name}` });
    } catch (error) {
      fault(`schema ${name}`, error.message);
    }
  }
}

function judgeHeaders(where, response, answer) {
  const lower = new Map(Object.keys(answer.headers).map((name) => [name.toLowerCase(), name]));
  const declared = response.headers ?? {};
  for (const [name, header] of Object.entries(declared)) {
    const found = lower.get(name.toLowerCase());
    const { required, schema } = resolved(header);
    if (required && found === undefined) fault(where, `header ${name} is missing`);
    if (found === undefined) continue;
    const text = answer.headers[found];
    const value = schema.type === "integer" ? Number(text) : text;
    const check = asWritten(schema);
    if (!check(value)) fault(where, `header ${name} is ${text}: ${told(check.errors)}`);
  }
}

function judgeAnswer(answer) {
  const where = `${answer.method} ${answer.target}: ${answer.status}`;
  const operation = api.paths[answer.path]?.[answer.method.toLowerCase()];
  const response = resolved(operation?.responses[String(answer.status)]);
  if (!response) return fault(where, `is not described for ${answer.path}`);
  judgeHeaders(where, response, answer);
  if (!response.content) {
    if (answer.body !== "") fault(where, "has a body, but none is described");
    return;
  }
  const content = response.content[answer.type.split(";")[0]] ?? response.content["*/*"];
  if (!content) return fault(where, `${answer.type} is not described`);
  const isJson = answer.type === "application/json";
  const check = strictly(content.schema);
  if (!check(isJson ? JSON.parse(answer.body) : answer.body)) fault(where, told(check.errors));
}

function judgeCoverage() {
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of Object.keys(item).filter((key) => key !== "parameters")) {
      const isAnswered = answers.some((a) => a.path === path && a.method.toLowerCase() === method && a.status >= 200 && a.status < 300);
      if (!isAnswered) fault(`${method} ${path}`, "nobody has tried it");
    }
  }
}

function judgeValue({ schema, value, valid, about }) {
  const check = asWritten({ $ref: `#/components/schemas/${schema}` });
  if (check(value) !== valid) fault(`${schema}, ${about}`, valid ? told(check.errors) : "is valid, but should not be");
}

await judgeDocument();
if (faults.length === 0) {
  answers.forEach(judgeAnswer);
  judgeCoverage();
  values.forEach(judgeValue);
}
for (const line of faults) console.log(line);
console.log(`${Object.keys(api.paths).length} paths, ${answers.length} answers, ${values.length} values`);
process.exit(faults.length === 0 ? 0 : 1);
