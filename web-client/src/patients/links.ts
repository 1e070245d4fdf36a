// SPDX-License-Identifier: Apache-2.0
// The ways to a patient's diary: links by mail or on paper, and the devices that they bound.
import { get, type Message, newId, post } from '../api';
import { h, problemBox } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import { showTime } from '../texts';
import type { Again, Patient } from './patient';
import { p, say } from './texts';

type Invitation = Message<'observation.v1.Invitation'>;
type Device = Message<'observation.v1.Device'>;

// A form of one button: sends once, and tells a problem above it.
const button = (id: string, text: string, looks: string, send: () => Promise<void>) => formOf({ id }, { send, say }, h('button', { class: looks }, text));

async function showPaper(invitation: Invitation, paper: HTMLElement): Promise<void> {
  const answer = await fetch(`/v1/patients/${invitation.caseId}/invitations/${invitation.id}/code`, { headers: { accept: 'image/svg+xml' } });
  if (!answer.ok) return paper.replaceChildren(problemBox(p.paperFailed));
  const image = h('img', { alt: p.paperSymbol, width: '320', height: '320', src: `data:image/svg+xml,${encodeURIComponent(await answer.text())}` });
  paper.replaceChildren(h('p', {}, p.paperText(showTime(invitation.expireTime))), image, h('p', { class: 'actions' }, h('button', { class: 'plain small', type: 'button', onclick: () => window.print() }, p.print)));
}

function invitationRow(invitation: Invitation, again: Again): HTMLElement {
  const paper = h('div', { class: 'paper', 'aria-live': 'polite' });
  const open = invitation.state === 'INVITATION_STATE_OPEN';
  return h('li', {}, h('span', { class: 'state' }, p.invitationStates[invitation.state]), ` ${p.deliveries[invitation.delivery]}・${showTime(invitation.createTime)}`,
    invitation.mailPending && ` (${p.mailPending})`,
    open && h('div', { class: 'actions' }, h('button', { class: 'plain small', onclick: () => void showPaper(invitation, paper) }, p.showPaper),
      button(`void-${invitation.id}`, p.voidLink, 'plain small', async () => {
        await post(`/v1/patients/${invitation.caseId}/invitations/${invitation.id}:revoke`);
        await again(p.voided);
      })), paper);
}

function deviceRow(device: Device, patient: Patient, again: Again): HTMLElement {
  const path = `/v1/patients/${patient.caseId}/devices`;
  const confirm = button(`confirm-${device.id}`, p.confirmDevice, 'small', async () => {
    await post(`${path}/${device.id}:confirm`);
    await again(p.deviceConfirmed);
  });
  const revoke = button(`revoke-${device.id}`, p.revokeDevice, 'plain small', async () => {
    await post(`${path}:revoke`, { deviceId: device.id });
    await again(p.deviceRevoked);
  });
  return h('li', {}, h('span', { class: 'state' }, device.revoked ? p.revoked : device.trusted ? p.trusted : p.newDevice), ` ${showTime(device.bindTime)}`,
    !device.revoked && h('div', { class: 'actions' }, !device.trusted && confirm, revoke));
}

export async function linksSection(patient: Patient, again: Again): Promise<HTMLElement> {
  const base = `/v1/patients/${patient.caseId}`;
  if (patient.reporterId) return h('section', { 'aria-label': p.links }, h('h2', {}, p.links), h('p', {}, h('a', { href: `#/patients/${patient.reporterId}` }, p.anotherReports)));
  const [{ invitations = [] }, devices] = await Promise.all([
    get<{ invitations?: Invitation[] }>(`${base}/invitations?pageSize=5`), allOf<Device>(`${base}/devices`, 'devices')]);
  const invite = (delivery: Invitation['delivery'], text: string, looks: string) => {
    const requestId = newId();  // of this button: pressing twice invites once
    return button(`invite-${delivery}`, text, looks, async () => {
      await post(`${base}/invitations`, { requestId, delivery });
      await again(p.invited);
    });
  };
  return h('section', { 'aria-label': p.links }, h('h2', {}, p.links), h('p', { class: 'hint' }, p.linksText),
    h('div', { class: 'actions' }, invite('DELIVERY_MAIL', p.inviteMail, 'small'), invite('DELIVERY_PAPER', p.invitePaper, 'plain small')),
    invitations.length > 0 && h('ul', { id: 'invitations', class: 'rows' }, ...invitations.map((one) => invitationRow(one, again))),
    h('h3', {}, p.devices), devices.length > 0 ? h('ul', { id: 'devices', class: 'rows' }, ...devices.map((one) => deviceRow(one, patient, again))) : h('p', {}, p.noDevices));
}
