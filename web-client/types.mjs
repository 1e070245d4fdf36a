// SPDX-License-Identifier: Apache-2.0
// The types of what the doors answer and take, from the OpenAPI documents that they serve: src/schemas.ts. Written by
// `node tests/openapi/write-types.mjs`; the room `openapi` fails when the file is not what the doors say now.
import assert from 'node:assert/strict';
import openapiTypescript, { astToString } from 'openapi-typescript';

// Proto3 JSON as the gateway writes it leaves out only messages and times that are not set.
function alwaysThere(schemas, property) {
  const named = property.$ref?.split('/').at(-1);
  return property.format !== 'date-time' && (named === undefined || schemas[named].type !== 'object');
}

// As this repository indents.
const laidOut = (text) => text.replaceAll('components["schemas"]', 'Schemas').replace(/^ {4}/gm, '')
  .replace(/^ +/gm, (blanks) => ' '.repeat(blanks.length / 2));

// `documents`: parsed, one a door. A message that both doors know is the same at both.
export async function typesOf(documents) {
  const schemas = {};
  for (const { components } of documents) {
    for (const [name, schema] of Object.entries(components.schemas)) {
      if (name in schemas) assert.deepEqual(schema, schemas[name], name);
      schemas[name] = schema;
    }
  }
  for (const schema of Object.values(schemas)) {
    if (schema.type !== 'object' || schema.required) continue;
    schema.required = Object.keys(schema.properties).filter((name) => alwaysThere(schemas, schema.properties[name]));
    for (const property of Object.values(schema.properties)) delete property.format;  // says nothing that a name does not
  }
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  const document = { openapi: '3.1.0', info: { title: '', version: '1' }, paths: {}, components: { schemas: sorted } };
  const text = astToString(await openapiTypescript(document, { silent: true }));
  const schemasAlone = /^export interface components \{\n {4}schemas: (\{.*?\n {4}\});/ms.exec(text);
  assert.ok(schemasAlone, 'openapi-typescript writes components.schemas as before');
  return `// SPDX-License-Identifier: Apache-2.0
// Written by tests/openapi/write-types.mjs from the doors' OpenAPI documents. Not edited by hand.
export interface Schemas ${laidOut(schemasAlone[1])}
`;
}
