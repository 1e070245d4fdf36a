// SPDX-License-Identifier: Apache-2.0
// A facility's daily report, filled with the last one: by its own staff, or by an officer who has its desk on the telephone.
import { get, type Message, newId, post } from '../api';
import { field, h, heading, problemBox, scrolled, select } from '../dom';
import { formOf } from '../form';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { fromLocal, toLocal } from '../zone';
import { type Catalogue, getCatalogue, named, nameOf } from './catalogue';
import { facilitiesOf, type Facility, others } from './facility';
import { b, say } from './texts';

type Report = Message<'capacity.v1.Report'>;
type Submitted = Message<'capacity.v1.SubmittedReport'>;
type Finding = Message<'capacity.v1.Finding'>;
type Count = keyof typeof b.columns;

const counts = Object.keys(b.columns) as Count[];
const usual = new Set<Count>(['staffed', 'occupied', 'blocked']);
const services = Object.keys(b.serviceNames) as (keyof typeof b.serviceNames)[];

export async function showBedReport(screen: Screen, id: string | undefined, done = ''): Promise<void> {
  const [facilities, catalogue] = await Promise.all([facilitiesOf(id), getCatalogue()]);
  const [facility] = facilities;
  if (!facility) return screen.root.replaceChildren(h('h1', {}, b.report), problemBox(b.noFacility));
  const { reports = [] } = await get<{ reports?: Report[] }>(`/v1/facilities/${facility.id}/reports?pageSize=14`);
  const again = (text: string) => showBedReport(screen, id ?? (facilities.length > 1 ? facility.id : undefined), text);
  screen.root.replaceChildren(h('h1', {}, `${b.report} ${facility.facts?.displayName ?? ''}`),
    others(facilities, 'report'), h('p', { class: 'done', role: 'status', id: 'done' }, done), acceptance(facility, again), reportForm(screen, facility, catalogue, reports[0], again), past(reports, catalogue));
}

function acceptance(facility: Facility, again: (text: string) => Promise<void>): HTMLElement {
  const accepting = facility.facts?.accepting ?? false;
  const send = async () => {
    await post(`/v1/facilities/${facility.id}:setAccepting`, { revision: facility.revision, accepting: !accepting });
    await again(accepting ? b.stopped : b.resumed);
  };
  return h('section', { 'aria-label': b.accepting, class: 'actions' }, h('span', { class: `state ${accepting ? 'good' : 'bad'}` }, accepting ? b.accepts : b.acceptsNobody),
    formOf({ id: 'accepting' }, { send, say }, h('button', { class: 'plain small' }, accepting ? b.stop : b.resume)));
}

// Numbers by class, as a table: a tab goes through them in the order in which they are read out.
function countsTable(catalogue: Catalogue, last: Report | undefined) {
  const inputs = new Map<string, HTMLInputElement>();
  const known = new Map((last?.content?.classes ?? []).map((one) => [one.bedClass, one]));
  const cell = (path: string, title: string, value: number | undefined) => {
    const input = h('input', { type: 'number', name: path, min: '0', max: '999', inputmode: 'numeric', 'aria-label': title, class: 'count', value: value === undefined ? '' : String(value), onfocus: () => input.select() });
    inputs.set(path, input);
    return h('td', {}, input);
  };
  const table = (columns: Count[]) => scrolled(columns.map((column) => b.columns[column]).join(' '), h('table', {},
    heading(b.bedClass, ...columns.map((column) => b.columns[column])),
    h('tbody', {}, ...catalogue.classes.map((one) => h('tr', {}, h('th', { scope: 'row' }, nameOf(one)),
      ...columns.map((column) => cell(`classes.${one.code}.${column}`, `${nameOf(one)} ${b.columns[column]}`, known.get(one.code)?.counts?.[column])))))));
  const able = scrolled(b.able, h('table', {}, heading(b.able, ...catalogue.classes.map(nameOf)),
    h('tbody', {}, ...catalogue.capabilities.map((capability) => h('tr', {}, h('th', { scope: 'row' }, nameOf(capability)), ...catalogue.classes.map((one) =>
      cell(`classes.${one.code}.able.${capability.code}`, `${nameOf(one)} ${nameOf(capability)}`, known.get(one.code)?.able.find((beds) => beds.capability === capability.code)?.beds)))))));
  const read = (path: string) => (inputs.get(path)?.value ? Number(inputs.get(path)!.value) : undefined);
  const told = () => catalogue.classes.flatMap(({ code }) => {
    const told = Object.fromEntries(counts.flatMap((count) => (read(`classes.${code}.${count}`) === undefined ? [] : [[count, read(`classes.${code}.${count}`)]])));
    const abilities = catalogue.capabilities.flatMap(({ code: capability }) => {
      const beds = read(`classes.${code}.able.${capability}`);
      return beds === undefined ? [] : [{ capability, beds }];
    });
    return Object.keys(told).length + abilities.length === 0 ? [] : [{ bedClass: code, counts: told, able: abilities }];  // a row left empty is not known
  });
  const element = h('div', {}, table(counts.filter((count) => usual.has(count))), h('details', {}, h('summary', {}, b.moreColumns), table(counts.filter((count) => !usual.has(count))), able));
  element.querySelector('input')?.setAttribute('autofocus', '');  // every day begins there
  return { element, told, inputs };
}

function stateFields(last: Report | undefined) {
  const states: [string, string][] = [['', b.untold], ...Object.entries(b.serviceStates)];
  const controls = services.map((service) => {
    const control = select(service, states);
    control.required = false;
    control.value = (last?.content?.[service] as string | undefined)?.replace(/.*_UNSPECIFIED/, '') ?? '';
    return [service, control] as const;
  });
  const staff = select('staff', [['', b.untold], ...Object.entries(b.staffStates)]);
  staff.required = false;
  staff.value = (last?.content?.staff as string | undefined)?.replace(/.*_UNSPECIFIED/, '') ?? '';
  return {
    element: h('fieldset', {}, h('legend', {}, b.services), h('div', { class: 'row' }, ...controls.map(([service, control]) => field(b.serviceNames[service], control)), field(b.staff, staff))),
    told: () => Object.fromEntries([...controls, ['staff', staff] as const].filter(([, control]) => control.value).map(([name, control]) => [name, control.value])),
  };
}

function reportForm({ account }: Screen, facility: Facility, catalogue: Catalogue, last: Report | undefined, again: (text: string) => Promise<void>): HTMLElement {
  const zone = facility.facts?.timeZone || 'Asia/Tokyo';
  const own = account.organisationId !== '' && account.organisationId === facility.facts?.organisationId;
  const table = countsTable(catalogue, last);
  const states = stateFields(last);
  const when = h('input', { type: 'datetime-local', name: 'reportTime', required: true, value: toLocal(new Date(), zone) });
  const desk = h('input', { name: 'toldByDesk', required: !own, maxlength: '100', autocomplete: 'off' });
  const asked = h('div', { id: 'findings', 'aria-live': 'assertive' });
  const requestId = newId();
  const confirmed = () => [...asked.querySelectorAll<HTMLInputElement>('input:checked')].map(({ dataset }) => ({ code: dataset['code'], path: dataset['path'] }));
  const send = async () => {
    const submitted = await post<Submitted>(`/v1/facilities/${facility.id}/reports`, {
      requestId, content: { classes: table.told(), ...states.told() }, reportTime: fromLocal(when.value, zone).toISOString(), toldByDesk: own ? '' : desk.value, confirmed: confirmed() });
    if (submitted.report) return again(b.kept(showTime(submitted.report.reportTime, zone)));
    showFindings(submitted.findings, asked, table.inputs);
  };
  return formOf({ id: 'bed-report' }, { send, say }, h('p', { class: 'hint' }, b.reportText), !own && field(b.toldByDesk, desk, b.toldByDeskHint), table.element, states.element,
    field(b.when, when), asked, h('button', {}, b.send));
}

// What blocks stands at its number; what is only odd is asked about, each for itself.
function showFindings(findings: Finding[], asked: HTMLElement, inputs: Map<string, HTMLInputElement>): void {
  const text = ({ code, message }: Finding) => b.findings[code] ?? message;
  const named = (finding: Finding) => [inputs.get(finding.path)?.getAttribute('aria-label'), text(finding)].filter(Boolean).join(': ');
  const blocking = findings.filter((finding) => finding.blocking);
  for (const { path } of findings) inputs.get(path)?.closest('details')?.setAttribute('open', '');
  for (const { path } of blocking) inputs.get(path)?.setAttribute('aria-invalid', 'true');
  asked.replaceChildren(
    blocking.length > 0 && h('div', { class: 'problem' }, h('p', {}, b.wrong), h('ul', {}, ...blocking.map((finding) => h('li', {}, named(finding))))) || '',
    findings.length > blocking.length && h('fieldset', {}, h('legend', {}, b.confirmTitle), h('p', { class: 'hint' }, b.confirmText), ...findings.filter((finding) => !finding.blocking).map((finding) =>
      h('label', { class: 'tick' }, h('input', { type: 'checkbox', 'data-code': finding.code, 'data-path': finding.path }), h('span', {}, named(finding))))) || '');
  (inputs.get(blocking[0]?.path ?? '') ?? asked.querySelector('input'))?.focus();
}

function past(reports: Report[], catalogue: Catalogue): HTMLElement {
  const text = ({ content }: Report) => (content?.classes ?? []).map(({ bedClass, counts: told }) => `${named(catalogue.classes, bedClass)} ${told?.occupied ?? '–'}/${told?.staffed ?? '–'}`).join(', ');
  return h('section', { 'aria-label': b.past }, h('h2', {}, b.past), reports.length > 0 ? h('ul', { id: 'bed-reports', class: 'rows' }, ...reports.map((report) =>
    h('li', {}, `${showTime(report.reportTime)} `, h('span', { class: 'state' }, b.sources[report.source]), ` ${text(report)}`))) : h('p', {}, b.nothing));
}
