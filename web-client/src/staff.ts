// SPDX-License-Identifier: Apache-2.0
import { type Account, get, post, Problem } from './api';
import { h, problemBox } from './dom';
import { keepDraftsOf } from './form';
import { showLogIn } from './log-in';
import { menuOf, names, placesOf, roomOf, type Screen } from './places';
import { messageOf, t } from './texts';

const root = document.getElementById('app')!;
const who = document.getElementById('who')!;
const places = document.getElementById('places')!;
const otherLanguage = document.getElementById('language') as HTMLAnchorElement;

function showPlaces(account: Account | null, here: string): void {
  const links = account ? placesOf(account) : [];
  const current = menuOf(here, links);
  places.replaceChildren(links.length ? h('ul', {}, ...links.map((place) =>
    h('li', {}, h('a', { href: `#/${place}`, 'aria-current': place === current ? 'page' : undefined }, names[place])))) : '');
}

function showWho(account: Account | null): void {
  who.replaceChildren();
  if (!account) return;
  const leave = async () => {
    await post('/v1/sessions:end');
    keepDraftsOf('');
    window.onhashchange = null;  // nobody's screen is drawn any more: it would clear what the next one types
    location.hash = '';
    await start();
  };
  who.append(`${account.displayName} `, h('button', { class: 'plain small', onclick: () => void leave() }, t.logOut));
}

// #/new, #/cases, #/cases/<id>, #/exposures/<id>, #/policies/<service>/<name> …: the address bar holds where you are, so that
// a reload loses nothing.
async function route(account: Account): Promise<void> {
  // A place of its own: an answer that comes late, for where she was before, draws nothing over where she is.
  const screen: Screen = { account, root: h('div') };
  root.replaceChildren(screen.root);
  const [path = '', search = ''] = location.hash.split('?');
  const [, there, id, part] = path.split('/');
  const place = there || placesOf(account)[0] || 'exposures';
  otherLanguage.hash = location.hash;  // to the same screen
  showPlaces(account, place);
  let say = ({ reason, message }: Problem) => messageOf(reason, message);
  try {
    const room = await roomOf(place);
    say = room.say;
    await (room.screens[place] ?? room.screens['exposures']!)(screen, { id, part, search });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) return start();
    screen.root.append(problemBox(say(error)));
  }
}

async function start(): Promise<void> {
  let account: Account;
  try {
    account = await get<Account>('/v1/me');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showWho(null);
    showPlaces(null, '');
    window.onhashchange = null;
    return showLogIn(root, start);
  }
  keepDraftsOf(account.id);
  showWho(account);
  // Whoever reads by ear, or works by keys, begins at the new screen's heading, or where every day the same is written.
  const first = () => root.querySelector<HTMLElement>('[autofocus]');
  window.onhashchange = () => void route(account).then(() => {
    const heading = root.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    (first() ?? heading)?.focus();
  });
  await route(account);
  first()?.focus();
}

// A mailed invitation; afterwards, and everywhere else, the console.
const invitation = /^\/invitation\/([\w-]{22})$/.exec(location.pathname);
void (invitation ? import('./invitation').then(({ showInvitation }) => showInvitation(root, invitation[1]!, start)) : start());
