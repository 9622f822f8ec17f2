// The pages a browser shows at the end of a login. They need no script, name nothing secret, and trust no value.

import type { ErrorPageContent } from './sign-in-problem.js';

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function errorPage({ heading, message, code, details, help }: ErrorPageContent): string {
  return page(
    'Codex Sign-in Error',
    `<h1>${escapeHtml(heading)}</h1>
    <p>${escapeHtml(message)}</p>
    <dl>
      <dt>Error code</dt><dd><code>${escapeHtml(code === '' ? 'unknown_error' : code)}</code></dd>
      <dt>Details</dt><dd><code>${escapeHtml(details)}</code></dd>
    </dl>
    <p class="aside">${escapeHtml(help)}</p>`,
  );
}

export interface SuccessPageContent {
  readonly isStreamlined: boolean;
  /** Where an organization that has no API set up yet does so; null when there is nothing to set up. */
  readonly setupUrl: string | null;
}

export function successPage({ isStreamlined, setupUrl }: SuccessPageContent): string {
  const setup =
    setupUrl === null
      ? ''
      : `
    <h2>Finish setting up your API organization</h2>
    <p>Add a payment method to use your organization.</p>
    <p><a href="${escapeHtml(setupUrl)}" rel="noreferrer">Set up your organization</a></p>`;
  return isStreamlined
    ? page(
        'Signed in to Codex',
        `<h1>You’re signed in and may close this tab</h1>
    <p><a href="codex://threads/new">Open Codex</a></p>${setup}`,
      )
    : page(
        'Sign into Codex',
        `<h1>Signed in to Codex</h1>${setup || '\n    <p>You may now close this page</p>'}`,
      );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escapeHtml(title)}</title>
  <style>
    body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; }
    main { box-sizing: border-box; margin: 0 auto; max-width: 32rem; padding: clamp(1.5rem, 15vh, 8rem) 1rem 3rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.75rem; }
    h2 { font-size: 1.1rem; margin: 1.5rem 0 0; }
    dl { border: 1px solid #808080; border-radius: 0.75rem; padding: 0.75rem 1rem 0.25rem; }
    dt { font-size: 0.875rem; opacity: 0.75; }
    dd { margin: 0 0 0.5rem; overflow-wrap: anywhere; }
    .aside { opacity: 0.75; }
  </style>
</head>
<body>
  <main>
    ${body}
  </main>
</body>
</html>
`;
}
