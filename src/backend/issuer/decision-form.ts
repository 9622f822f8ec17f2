// What both flows ask a person: whether this account signs in there. And what they say afterwards.

import { HttpProblem } from '../http-problem.js';
import type { Exchange } from '../route.js';
import { type Html, html } from './html.js';
import type { Login } from './login.js';
import type { LoginBook } from './login-book.js';
import type { Page } from './page.js';
import { paramsOf } from './params.js';
import { refuseForeignPages } from './visitor.js';

/** The question, with a button for each answer. */
export function decisionPage(login: Login, action: string): Page {
  const { account, authorization, clientId, userCode } = login;
  const facts: (readonly [string, string | undefined])[] = [
    ['Account', account.email],
    ['Workspace', `${account.workspace} (${account.plan})`],
    ['Client', authorization?.originator ?? clientId],
    ['Code', userCode],
    ['Asks for', authorization?.scope],
    ['Only for workspace', authorization?.workspaces],
    ['Leads to', authorization?.redirectUri],
  ];
  return {
    title: 'Allow this sign-in?',
    main: html`<p>Allow it only if you started it yourself.</p>
<dl>${facts.flatMap(([term, value]) => (value === undefined ? [] : [fact(term, value)]))}</dl>
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${login.ticket}">
<div class="choices">
<button name="decision" value="approve">Allow</button>
<button class="other" name="decision" value="deny">Deny</button>
</div>
</form>`,
  };
}

function fact(term: string, value: string): Html {
  return html`<dt>${term}</dt><dd>${value}</dd>`;
}

/**
 * The login that a posted form is about, and what was pressed.
 * @throws HttpProblem 400 for a form of somebody else's, 403 for another site's page
 */
export function readDecision(
  exchange: Exchange,
  { book, url }: { readonly book: LoginBook; readonly url: () => string },
  flow: Login['flow'],
): { readonly login: Login; readonly decision: 'approve' | 'deny' } {
  refuseForeignPages(exchange, url());
  const params = paramsOf(exchange);
  const decision = params.get('decision');
  const login = book.byTicket(params.get('ticket') ?? '');
  if (login?.flow !== flow || (decision !== 'approve' && decision !== 'deny'))
    throw new HttpProblem(400, 'The form of this decision is not one that this backend gave out.');
  return { login, decision };
}

/** A page that only says something. */
export function notePage(title: string, note: string, status = 200): Page {
  return { title, status, main: html`<p role="status">${note}</p>` };
}

/** Why a person cannot decide any more; `undefined` when they can. */
export function whyTooLate(login: Login, now: number): Page | undefined {
  const isOver = login.state === 'expired' || (login.state === 'waiting' && now >= login.expiresAt);
  if (isOver) return notePage('Too late', 'This sign-in has expired. Start again where you began.', 400);
  if (login.state === 'waiting') return undefined;
  return login.state === 'denied'
    ? notePage('Already denied', 'This sign-in was denied. Start again where you began.', 400)
    : notePage('Already done', 'This sign-in has been decided. You can close this page.', 400);
}
