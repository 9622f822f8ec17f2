// The frame of every page for people: one narrow column, no script, no request to anywhere else.

import { createHash } from 'node:crypto';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, send } from '../route.js';
import { Html, html } from './html.js';
import { style } from './page-style.js';

export interface Page {
  readonly title: string;
  readonly main: Html;
  readonly status?: number;
}

const styleHash = createHash('sha256').update(style).digest('base64');

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  'img-src data:',
  // Not narrower: browsers hold redirects after a form to this, and an approval leads to the client's own server.
  "form-action 'self' http: https:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With "no-referrer", browsers would hide the origin of our own forms too.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function sendPage({ response }: Exchange, { title, main, status = 200 }: Page): RequestEnd {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – test sign-in</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<header><p>Test sign-in. No real account and no real service is behind this page.</p></header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`;
  return send(response, status, 'text/html; charset=utf-8', document.markup, headers);
}

/** Sends the browser on; as GET, whatever brought it here. */
export function redirect({ response }: Exchange, location: string, status: 302 | 303): RequestEnd {
  return send(response, status, 'text/plain; charset=utf-8', '', {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
}
