// SPDX-License-Identifier: Apache-2.0
import { type Account, get, post, Problem } from './api';
import { showCase, showCases } from './cases';
import { h } from './dom';
import { showExposure } from './exposure';
import { showInvitation } from './invitation';
import { showList } from './list';
import { showLogIn } from './log-in';
import { showProposal } from './propose';
import { t } from './texts';

export interface Screen { account: Account; root: HTMLElement }

const root = document.getElementById('app')!;
const who = document.getElementById('who')!;

function showWho(account: Account | null): void {
  who.replaceChildren();
  if (!account) return;
  const leave = async () => {
    await post('/v1/sessions:end');
    location.hash = '';
    await start();
  };
  who.append(`${account.displayName} `, h('button', { class: 'plain small', onclick: () => void leave() }, t.logOut));
}

// #/new, #/cases, #/cases/<id>, #/exposures/<id>, or the list: the address bar holds where you are, so that a reload loses nothing.
async function route(account: Account): Promise<void> {
  // A place of its own: an answer that comes late, for where she was before, draws nothing over where she is.
  const screen = { account, root: h('div') };
  root.replaceChildren(screen.root);
  const [, place, id] = location.hash.split('/');
  if (place === 'new') return showProposal(screen);
  if (place === 'cases') return id ? showCase(screen, id) : showCases(screen);
  if (place === 'exposures' && id) return showExposure(screen, id);
  return showList(screen);
}

async function start(): Promise<void> {
  let account: Account;
  try {
    account = await get<Account>('/v1/me');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showWho(null);
    return showLogIn(root, start);
  }
  showWho(account);
  window.onhashchange = () => void route(account);
  await route(account);
}

// A mailed invitation; afterwards, and everywhere else, the console.
const invitation = /^\/invitation\/([\w-]{22})$/.exec(location.pathname);
void (invitation ? showInvitation(root, invitation[1]!, start) : start());
