// SPDX-License-Identifier: Apache-2.0
// A patient got well at home: an officer tries out other rules on what she told, confirms her release by the evidence, hands
// her a paper without a name, and somebody else checks that paper with a telephone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { readSymbol } from './support/browser.mjs';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const day = 86_400e3;

describe('a release', { timeout: 900_000 }, () => {
  const step = story();
  let town, sato, patient, proposal, release, path;
  const dayOf = (time) => new Date(time + 9 * 3600e3).toISOString().slice(0, 10);

  before(async () => {
    town = await Town.start();
    town.createOfficer('sato', '佐藤 美咲', password);
    sato = await people.logIn(town, 'sato', password);
  });
  after(() => town?.stop());

  const cookies = () => Object.fromEntries(sato.cookies);
  // Bytes as they are.
  const file = (route) => new Promise((resolve, reject) => {
    const [host, port] = town.staffListen.split(':');
    const cookie = Object.entries(cookies()).map(([name, value]) => `${name}=${value}`).join('; ');
    http.get({ host, port: Number(port), path: route, headers: { cookie }, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], bytes: Buffer.concat(parts) }));
    }).on('error', reject);
  });
  const report = (hoursAgo, answers) => sato.post(`/v1/patients/${patient.id}/reports`, { requestId: people.newId(),
    reportedTime: new Date(town.now() - hoursAgo * 3600e3).toISOString(),
    answers: { temperature: 36.4, spo2: 97, signsAsked: true, symptomsAsked: true, feverReducer: false, ...answers } });

  step('she is ill at home, and gets well', async () => {
    patient = await sato.post('/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', birthYear: 1986, language: 'vi',
      onsetDate: dayOf(town.now() - 10 * day), samplingDate: dayOf(town.now() - 9 * day), reportDate: dayOf(town.now() - 9 * day),
      plan: { reportsPerDay: 2, startDate: dayOf(town.now() - 9 * day), endDate: dayOf(town.now() + 5 * day) } });
    await until(() => sato.get(`/v1/patients/${patient.id}`).catch(() => null), 'the patient at the observation service');
    await report(120, { temperature: 38.6, symptoms: ['SYMPTOM_COUGH'] });
    for (const hours of [96, 72, 60, 48, 36]) await report(hours);
    const early = await sato.get(`/v1/patients/${patient.id}/release-proposal`);
    assert.ok(!early.ready && early.blockers.length > 0, JSON.stringify(early));
    for (const hours of [24, 12, 1]) await report(hours);
  });

  step('other rules are tried out on what she told, and nothing is changed', async () => {
    const { lines, version } = await sato.get('/v1/rules');
    assert.ok(lines.length > 30 && lines.every(({ source }) => source), JSON.stringify(lines[0]));
    const [[body]] = await town.sql('observation', "SELECT body FROM policies WHERE name = 'observation.triage'");
    const rules = JSON.parse(body);
    rules.fever.steps = [{ limit: 38.5, tier: 'ORANGE', whom: 'ANYBODY' }];
    const reports = await town.count('observation', 'SELECT count(*) FROM reports');
    const { status, text } = await call(town, 'POST', '/v1/rules:replay', { cookies: cookies(), door: 'staff',
      body: { rulesBody: JSON.stringify(rules), startTime: new Date(town.now() - 7 * day).toISOString(), endTime: new Date(town.now()).toISOString() } });
    assert.equal(status, 200, text);
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json));
    const told = events.find((event) => event.patient)?.patient;
    assert.ok(told, text);
    assert.equal(told.number, patient.number);
    assert.equal(told.differences[0].tierAfter, 'TIER_ORANGE');
    assert.equal(events.findLast((event) => event.totals).totals.complete, true, text);
    assert.equal(await town.count('observation', 'SELECT count(*) FROM reports'), reports);
    assert.equal(version, 1);
  });

  step('an officer confirms her release by what she saw', async () => {
    [proposal] = (await sato.get('/v1/release-proposals')).proposals;
    assert.equal(proposal.caseId, patient.id);
    assert.equal(proposal.evidence.dayZeroDate, dayOf(town.now() - 10 * day));
    assert.equal(proposal.evidence.reports, 9);
    const confirmation = { requestId: people.newId(), evidenceVersion: proposal.evidenceVersion };
    await assert.rejects(sato.post(`/v1/patients/${patient.id}/releases`, { ...confirmation, evidenceVersion: 'another' }), ({ reason }) => reason === 'EVIDENCE_CHANGED');
    release = await sato.post(`/v1/patients/${patient.id}/releases`, confirmation);
    assert.equal((await sato.post(`/v1/patients/${patient.id}/releases`, confirmation)).id, release.id);
    await until(async () => (await sato.get('/v1/releases')).releases[0].state === 'RELEASE_STATE_RELEASED', 'the registry');
    const kept = await sato.get(`/v1/cases/${patient.id}`);
    assert.equal(kept.status, 'CASE_STATUS_RELEASED');
    assert.ok(!kept.plan, 'the monitoring ended');
    assert.equal((await sato.get('/v1/release-proposals')).proposals?.length ?? 0, 0);
  });

  step('the paper bears no name, and whoever scans it sees that it holds', async () => {
    const { status, type, bytes } = await file(`/v1/releases/${release.id}/certificate`);
    assert.equal(`${status} ${type}`, '200 application/pdf');
    const pdf = join(town.data, 'certificate.pdf');
    writeFileSync(pdf, bytes);
    execFileSync('pdftoppm', ['-png', '-r', '150', '-singlefile', pdf, join(town.data, 'certificate')]);
    const url = new URL(readSymbol(join(town.data, 'certificate.png')));
    assert.equal(url.host.toLowerCase(), new URL(town.publicUrl).host);
    path = url.pathname;
    const page = await call(town, 'GET', path, { headers: { accept: 'text/html', 'accept-language': 'en' } });
    assert.equal(page.status, 200, page.text);
    assert.ok(page.text.includes('is valid') && page.text.includes(patient.number.slice(-6)), page.text);
    assert.ok(!page.text.includes(patient.number) && !page.text.includes('1986'), 'no more than is on the paper, and less');
    const typed = await call(town, 'GET', `/C/check?code=${path.split('/').pop().toLowerCase()}`, { headers: { accept: 'text/html' } });
    assert.equal(typed.status, 200, typed.text);
    assert.equal((await call(town, 'GET', `/C/${'0'.repeat(26)}`, { headers: { accept: 'text/html' } })).status, 404);
  });

  step('what is known of her leaves as a table and as FHIR', async () => {
    const list = await file('/v1/exports/line-list');
    assert.ok(list.bytes.toString().startsWith('\ufeffnumber,') && list.bytes.toString().includes(patient.number), list.bytes.toString());
    const window = `startTime=${new Date(town.now() - 30 * day).toISOString()}&endTime=${new Date(town.now()).toISOString()}`;
    assert.equal((await file(`/v1/exports/reports?${window}`)).bytes.toString().trim().split('\r\n').length, 10);
    const fhir = await file(`/v1/patients/${patient.id}/fhir`);
    assert.match(fhir.type, /^application\/fhir\+json/);
    const bundle = JSON.parse(fhir.bytes);
    assert.equal(bundle.entry.filter(({ resource }) => resource.resourceType === 'QuestionnaireResponse').length, 9);
  });

  step('a certificate that was taken back holds no more', async () => {
    await sato.post(`/v1/releases/${release.id}:revokeCertificate`, { reason: 'given to another patient' });
    const page = await call(town, 'GET', path, { headers: { accept: 'text/html', 'accept-language': 'en' } });
    assert.ok(page.text.includes('is not valid'), page.text);
    assert.equal((await file(`/v1/releases/${release.id}/certificate`)).status, 400);
  });
});
