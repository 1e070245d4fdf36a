// SPDX-License-Identifier: Apache-2.0
// alert.mjs VENUE PEOPLE: one officer declares an exposure of the last hour at the venue, another approves it. Prints the
// time of the approval's request in milliseconds.
import { newId } from '../../../infra/demo/door.mjs';
import { officer } from './officer.mjs';

const [venueId, people] = [process.argv[2], Number(process.argv[3])];

try {
  const [declaring, approving] = [await officer('load-one'), await officer('load-two')];
  const today = new Date().toISOString().slice(0, 10);
  const { id: caseId } = await declaring.post('/v1/cases', {
    requestId: newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: today,
  });
  const end = Date.now() - 60_000;
  const declared = await declaring.post('/v1/exposures', {
    requestId: newId(), caseId, venueId, level: 'LEVEL_CLUSTER',
    startTime: new Date(end - 3_600_000).toISOString(), endTime: new Date(end).toISOString(),
  });
  const preview = await approving.get(`/v1/exposures/${declared.id}:preview`);
  console.error(`preview: ${preview.recipients} recipients`);
  if (preview.recipients < people) throw new Error(`only ${preview.recipients} people would be told`);
  const approved = Date.now();
  await approving.post(`/v1/exposures/${declared.id}:approve`, { version: declared.version, reason: 'load test' });
  console.log(approved);
  declaring.close();
  approving.close();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
