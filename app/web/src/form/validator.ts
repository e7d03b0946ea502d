// SPDX-License-Identifier: MIT
// Validates by interpreting: a validator that compiles would need `unsafe-eval`. The form asks it
// which conditions hold; what people are told comes from the server, whose verdict is the same.
import { Validator as Interpreter, type Schema } from "@cfworker/json-schema";
import {
  toErrorList,
  type ErrorSchema,
  type RJSFSchema,
  type RJSFValidationError,
  type ValidatorType,
} from "@rjsf/utils";
import type { Values } from "./types";

const interpreters = new WeakMap<object, Interpreter>();

function interpreterOf(schema: RJSFSchema, root?: RJSFSchema): Interpreter {
  let found = interpreters.get(schema);
  if (!found) {
    // A part of a schema may refer to what the whole defines.
    const whole = root?.$defs && !schema.$defs ? { ...schema, $defs: root.$defs } : schema;
    found = new Interpreter(whole as Schema, "2020-12", true);
    interpreters.set(schema, found);
  }
  return found;
}

function errorsOf(schema: RJSFSchema, values: Values | undefined): RJSFValidationError[] {
  const { errors } = new Interpreter(schema as Schema, "2020-12", false).validate(values ?? {});
  return errors.map(({ instanceLocation, keyword, error }) => ({
    name: keyword,
    property: instanceLocation.slice(1).replaceAll("/", "."),
    message: error,
    stack: error,
  }));
}

function errorSchemaOf(errors: RJSFValidationError[]): ErrorSchema<Values> {
  const fields: Record<string, { __errors: string[] }> = {};
  for (const { property = "", message = "" } of errors) {
    const field = property.split(".")[1];
    if (field) (fields[field] ??= { __errors: [] }).__errors.push(message);
  }
  return fields as ErrorSchema<Values>;
}

export const validator: ValidatorType<Values> = {
  isValid(schema, values, root) {
    return interpreterOf(schema, root).validate(values ?? {}).valid;
  },
  validateFormData(values, schema) {
    const errors = errorsOf(schema, values);
    return { errors, errorSchema: errorSchemaOf(errors) };
  },
  rawValidation<Result>(schema: RJSFSchema, values?: Values) {
    return { errors: errorsOf(schema, values) as Result[] };
  },
  toErrorList,
};
