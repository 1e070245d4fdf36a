// SPDX-License-Identifier: Apache-2.0
// What the observation service exports as FHIR is held against the structure definitions and value sets of R4 that HL7
// published, as the package `fhir` carries them; and against what the vital signs profiles ask beyond that.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fhirPackage from 'fhir';

const run = promisify(execFile);
const repo = join(dirname(fileURLToPath(import.meta.url)), '../..');
const programs = join(repo, 'build/dev/tests');

// https://hl7.org/fhir/R4/observation-vitalsigns.html: the code, and the one unit that it may have.
const vitals = { '8310-5': 'Cel', '2708-6': '%', '8867-4': '/min', '9279-1': '/min' };
const profiles = { '8310-5': 'bodytemp', '2708-6': 'oxygensat', '8867-4': 'heartrate', '9279-1': 'resprate' };

describe('fhir', { timeout: 120_000 }, () => {
  const fhir = new fhirPackage.Fhir();
  let folder, bundle;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mimamori-fhir.'));
    const file = join(folder, 'bundle.json');
    await run(join(programs, 'observation_export_test'), ['--gtest_filter=Fhir.HoldsAPatientAndHerReports'],
      { env: { ...process.env, MIMAMORI_FHIR_BUNDLE: file } });
    bundle = JSON.parse(await readFile(file, 'utf8'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const errorsOf = (resource) => fhir.validate(structuredClone(resource), { errorOnUnexpected: true }).messages
    .filter(({ severity }) => severity === 'error' || severity === 'fatal').map(({ location, message }) => `${location}: ${message}`);
  const resources = (type) => bundle.entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);

  test('the bundle, and each resource in it, has the published structure', () => {
    assert.deepEqual(errorsOf(bundle), []);
    assert.ok(bundle.entry.length >= 9);
    for (const { resource } of bundle.entry) assert.deepEqual(errorsOf(resource), [], `${resource.resourceType} ${resource.id}`);
  });

  test('the validator sees what is wrong', () => {
    const [observation] = resources('Observation');
    const [response] = resources('QuestionnaireResponse');
    const { status, ...without } = observation;
    const wrong = [without, { ...observation, status: 'finished' }, { ...observation, remark: 'x' }, { ...observation, effectiveDateTime: 'yesterday' },
      { ...observation, valueQuantity: { ...observation.valueQuantity, value: '36.7' } }, { ...response, item: [{ text: 'x' }] },
      { ...response, status: 'done' }, { ...bundle, type: 'pile' }];
    for (const resource of wrong) assert.notDeepEqual(errorsOf(resource), [], JSON.stringify(resource).slice(0, 200));
    assert.equal(status, 'final');
  });

  test('each reading follows its vital signs profile', () => {
    const observations = resources('Observation');
    assert.equal(observations.length, 5);
    for (const { id, meta, status, category, code, subject, effectiveDateTime, valueQuantity } of observations) {
      assert.equal(status, 'final', id);
      assert.deepEqual(category[0].coding[0].code, 'vital-signs', id);
      const known = code.coding.find((coding) => coding.system === 'http://loinc.org' && vitals[coding.code]);
      assert.ok(known, `${id} has the profile's code`);
      assert.equal(meta.profile[0], `http://hl7.org/fhir/StructureDefinition/${profiles[known.code]}`, id);
      assert.deepEqual([valueQuantity.system, valueQuantity.code], ['http://unitsofmeasure.org', vitals[known.code]], id);
      assert.equal(typeof valueQuantity.value, 'number', id);
      assert.match(effectiveDateTime, /^\d{4}-\d\d-\d\dT.*[+-]\d\d:\d\d$/, id);
      assert.ok(subject.reference.startsWith('Patient/'), id);
    }
  });

  test('every reference leads to a resource of the bundle', () => {
    const there = new Set(bundle.entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
    const references = JSON.stringify(bundle).match(/"reference":"[^"]+"/g);
    assert.ok(references.length >= 13);
    for (const reference of references) assert.ok(there.has(reference.slice(13, -1)), reference);
  });

  test('there is no name, no address and no free text in it', () => {
    const keys = new Set();
    JSON.stringify(bundle, (key, value) => (keys.add(key), value));
    for (const key of ['name', 'telecom', 'address', 'contact', 'note', 'valueString', 'photo', 'narrative', 'div']) assert.ok(!keys.has(key), key);
  });
});
