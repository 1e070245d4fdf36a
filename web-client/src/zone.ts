// SPDX-License-Identifier: Apache-2.0
// Times on a venue's clock: what a person types in a form is the venue's local time, whatever the browser's zone is.
function partsIn(zone: string, time: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  });
  return Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
}

// "2026-11-21T18:05", as a datetime-local control holds it.
export function toLocal(time: Date, zone: string): string {
  const { year, month, day, hour, minute } = partsIn(zone, time);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

// The other way. A local time that a clock change skips becomes the moment an hour later; one that comes twice, the first.
export function fromLocal(local: string, zone: string): Date {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let i = 0; i < 3; i++) guess += wanted - Date.parse(`${toLocal(new Date(guess), zone)}:00Z`);
  return new Date(guess);
}
