// SPDX-License-Identifier: MIT
// What is wrong with JSON that somebody is typing, and where.

export interface JsonFault {
  message: string;
  line: number; // from 1
  column: number; // from 1
  position: number; // in characters
}

export type Parsed = { value: unknown; fault: null } | { value: null; fault: JsonFault };
export type Shape = "object" | "list of objects" | "list of strings";

/** Takes a text apart, and says where it is not what is wanted. */
export function parseJson(text: string, shape: Shape): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { value: null, fault: syntaxFault(text, error instanceof Error ? error.message : "") };
  }
  const message = shapeFault(value, shape);
  if (!message) return { value, fault: null };
  return { value: null, fault: { message, ...placeOf(text, text.search(/\S|$/)) } };
}

function syntaxFault(text: string, said: string): JsonFault {
  const position = positionIn(text, said);
  const message = said
    .replace(/^JSON\.parse: /, "")
    .replace(/,? *\.\.\..*is not valid JSON$/s, "")
    .replace(/,? "[^]*" is not valid JSON$/, "")
    .replace(/ (in JSON )?at (position|line) [^]*$/, "")
    .replace(/^Unexpected end of JSON input$/, "It ends too early: a bracket or a quotation mark is missing");
  return { message: message || "This is no JSON", ...placeOf(text, position) };
}

/** Browsers say it in different ways. */
function positionIn(text: string, said: string): number {
  const position = /at position (\d+)/.exec(said)?.[1];
  if (position) return Math.min(Number(position), text.length);
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [];
  if (line && column) return text.split("\n").slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, Number(column) - 1);
  const token = /^Unexpected token '(.)'/su.exec(said)?.[1];
  return token && text.split(token).length === 2 ? text.indexOf(token) : text.length;
}

function placeOf(text: string, position: number) {
  const before = text.slice(0, position).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, position };
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shapeFault(value: unknown, shape: Shape): string | null {
  if (shape === "object") return isObject(value) ? null : `Found ${nameOf(value)}, wanted an object: { "key": "value" }`;
  const example = shape === "list of strings" ? '[ "one", "two" ]' : '[ { "key": "value" } ]';
  if (!Array.isArray(value)) return `Found ${nameOf(value)}, wanted a ${shape}: ${example}`;
  const isGood = (item: unknown) => (shape === "list of strings" ? typeof item === "string" : isObject(item));
  const wrong = value.findIndex((item) => !isGood(item));
  if (wrong < 0) return null;
  return `Item ${wrong + 1} is ${nameOf(value[wrong])}, wanted ${shape === "list of strings" ? "a string" : "an object"}`;
}
