import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backend/index.js';
import { html } from '../../../src/backend/issuer/html.js';
import { style } from '../../../src/backend/issuer/page-style.js';
import { askForUserCode, authorizeUrl, backends, open, postForm, ticketIn } from './issuer-client.js';
import { elementsOf, problemsOf } from './markup.js';

const start = backends();

/** Every page there is, by what it shows. */
const pages: Record<string, (backend: Backend) => Promise<Response>> = {
  'the form for a code': ({ url }) => open(`${url}/codex/device`),
  'the form after a wrong code': (backend) => postForm(backend, '/codex/device', { user_code: 'XXXX' }),
  'the question of the device flow': async (backend) =>
    postForm(backend, '/codex/device', { user_code: (await askForUserCode(backend)).user_code }),
  'the end of the device flow': async (backend) => {
    const page = await pages['the question of the device flow']?.(backend);
    const ticket = ticketIn((await page?.text()) ?? '');
    return postForm(backend, '/codex/device/decision', { ticket, decision: 'approve' });
  },
  'the question of the browser flow': (backend) => open(authorizeUrl(backend)),
  'a link that does not work': (backend) => open(authorizeUrl(backend, { client_id: undefined })),
};

describe.each(Object.entries(pages))('%s', (_, visit) => {
  it('is whole, labelled, and works without scripts', async () => {
    const text = await (await visit(await start())).text();
    expect(problemsOf(text)).toEqual([]);
  });

  it('lets nobody frame it, keep it, or put code into it', async () => {
    const { headers } = await visit(await start());
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "form-action 'self' http: https:",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('values from outside', () => {
  const nasty = `"><script>alert('1')</script>&`;
  const safe = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';

  it('stay text in templates, and only pieces of HTML are markup', () => {
    expect(html`<p title="${nasty}">${nasty}${undefined}${3}</p>`.markup).toBe(
      `<p title="${safe}">${safe}3</p>`,
    );
    expect(html`<ul>${[html`<li>${'<'}</li>`, html`<li>b</li>`]}</ul>`.markup).toBe(
      '<ul><li>&lt;</li><li>b</li></ul>',
    );
  });

  it('stay text on the form for a code', async () => {
    const backend = await start();
    for (const response of [
      await open(`${backend.url}/codex/device?user_code=${encodeURIComponent(nasty)}`),
      await postForm(backend, '/codex/device', { user_code: nasty }),
    ]) {
      const page = await response.text();
      expect(page).toContain(`value="${safe}"`);
      expect(problemsOf(page)).toEqual([]);
    }
  });

  it('stay text in the question', async () => {
    const account = { email: nasty, plan: nasty, workspace: nasty };
    const backend = await start({ script: { logins: ['ask'], account } });
    const page = await (
      await open(authorizeUrl(backend, { originator: nasty, scope: nasty, allowed_workspace_id: nasty }))
    ).text();
    expect(page.split(safe)).toHaveLength(7);
    expect(elementsOf(page).filter(({ name }) => name === 'script')).toEqual([]);
  });
});

describe('the colours', () => {
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const schemes = [...style.matchAll(/:root \{([^}]*--text[^}]*)\}/g)].map(([, block = '']) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
    ),
  );

  it.each([0, 1])('can be told apart, scheme %i', (index) => {
    const scheme = schemes[index] ?? {};
    const of = (one: string, other: string): number => contrast(scheme[one] ?? '', scheme[other] ?? '');
    const texts = [of('text', 'back'), of('soft', 'back'), of('soft', 'box'), of('text', 'box')];
    const others = [of('main', 'back'), of('on-main', 'main'), of('bad', 'back')];
    for (const ratio of [...texts, ...others]) expect(ratio).toBeGreaterThanOrEqual(4.5);
    expect(of('line', 'back')).toBeGreaterThanOrEqual(3);
  });
});
