// The pages of the device flow: a person types the code, sees who would sign in, and decides.

import type { RequestEnd } from '../request-log.js';
import type { Exchange, Route } from '../route.js';
import { decisionPage, notePage, readDecision, whyTooLate } from './decision-form.js';
import type { DeviceDeps } from './device-routes.js';
import { html } from './html.js';
import { type Page, sendPage } from './page.js';
import { paramsOf } from './params.js';
import { refuseForeignNames, refuseForeignPages } from './visitor.js';

export interface DevicePageDeps extends DeviceDeps {
  readonly url: () => string;
}

const PAGE = '/codex/device';
const DECISION = '/codex/device/decision';

export function devicePages(deps: DevicePageDeps): readonly Route[] {
  return [
    { method: 'GET', path: PAGE, handle: (exchange) => askForCode(exchange, deps) },
    { method: 'POST', path: PAGE, handle: (exchange) => askForDecision(exchange, deps) },
    { method: 'POST', path: DECISION, handle: (exchange) => decide(exchange, deps) },
  ];
}

function askForCode(exchange: Exchange, deps: DevicePageDeps): RequestEnd {
  refuseForeignNames(exchange, deps.url());
  return sendPage(exchange, codePage(exchange.query.get('user_code') ?? ''));
}

function askForDecision(exchange: Exchange, deps: DevicePageDeps): RequestEnd {
  refuseForeignPages(exchange, deps.url());
  const written = paramsOf(exchange).get('user_code') ?? '';
  const login = deps.book.byUserCode(written);
  if (login === undefined)
    return sendPage(exchange, codePage(written, 'No sign-in has this code. Check it.'));
  return sendPage(exchange, whyTooLate(login, deps.clock.now()) ?? decisionPage(login, DECISION));
}

function decide(exchange: Exchange, deps: DevicePageDeps): RequestEnd {
  const { login, decision } = readDecision(exchange, deps, 'device');
  const tooLate = whyTooLate(login, deps.clock.now());
  if (tooLate !== undefined) return sendPage(exchange, tooLate);
  login.decide(decision);
  return sendPage(
    exchange,
    decision === 'approve'
      ? notePage('Signed in', 'Your device is signed in as soon as it asks again. You can close this page.')
      : notePage('Denied', 'Nothing was signed in. You can close this page.'),
  );
}

function codePage(written: string, error?: string): Page {
  const isWrong = error !== undefined;
  const message = isWrong ? html`<p class="error" id="problem" role="alert">${error}</p>` : undefined;
  const marks = isWrong ? html` aria-invalid="true"` : undefined;
  return {
    title: 'Enter your code',
    status: isWrong ? 400 : 200,
    main: html`<form method="post" action="${PAGE}">
${message}
<label for="code">Code</label>
<input id="code" name="user_code" value="${written}" required autofocus autocomplete="one-time-code"
 autocapitalize="characters" spellcheck="false" maxlength="40"${marks}
 aria-describedby="${isWrong ? 'problem ' : ''}hint">
<p class="hint" id="hint">Nine letters, as the terminal or app shows them. The hyphen does not matter.</p>
<div class="choices"><button>Continue</button></div>
</form>`,
  };
}
