import { request as rawRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backend/index.js';
import { fakeClock } from '../../util/fake-clock.js';
import {
  approved,
  askForUserCode,
  backends,
  type DeviceCode,
  going,
  open,
  poll,
  postForm,
  ticketIn,
} from './issuer-client.js';

const start = backends();

/** Types a code and returns the page that follows. */
async function type(backend: Backend, code: string, headers = {}): Promise<{ status: number; text: string }> {
  const response = await postForm(backend, '/codex/device', { user_code: code }, headers);
  return { status: response.status, text: await response.text() };
}

function press(backend: Backend, ticket: string, decision: string, headers = {}): Promise<Response> {
  return postForm(backend, '/codex/device/decision', { ticket, decision }, headers);
}

async function question(backend: Backend): Promise<{ device: DeviceCode; ticket: string }> {
  const device = await askForUserCode(backend);
  return { device, ticket: ticketIn((await type(backend, device.user_code)).text) };
}

/** A request with headers that fetch does not let anybody set. */
function getAs(backend: Backend, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    rawRequest(`${backend.url}/codex/device`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('/codex/device', () => {
  it('asks for the code, which a link may bring along', async () => {
    const { url } = await start();
    expect(await (await open(`${url}/codex/device`)).text()).toContain('<label for="code">Code</label>');
    expect(await (await open(`${url}/codex/device?user_code=abcd-efghj`)).text()).toContain(
      'value="abcd-efghj"',
    );
  });

  it('shows who would sign in, however the code is written', async () => {
    const account = { email: 'ann@example.com', workspace: 'Ann & Co.', plan: 'team' };
    const backend = await start(going({ account }));
    const { user_code } = await askForUserCode(backend);
    const ways = [
      user_code,
      user_code.toLowerCase(),
      user_code.replace('-', ' '),
      ` ${user_code.replace('-', '')}`,
    ];
    for (const way of ways) {
      const { status, text } = await type(backend, way);
      expect(status).toBe(200);
      expect(text).toContain('<dd>ann@example.com</dd>');
      expect(text).toContain('<dd>Ann &amp; Co. (team)</dd>');
      expect(text).toContain(`<dd>${user_code}</dd>`);
    }
  });

  it('says when no login has the code, and points at the field', async () => {
    const { status, text } = await type(await start(), 'AAAA-AAAAA');
    expect(status).toBe(400);
    expect(text).toContain('<p class="error" id="problem" role="alert">No sign-in has this code.');
    expect(text).toMatch(/<input [^>]*aria-invalid="true"[^>]*aria-describedby="problem hint"/);
  });

  it('signs the device in when the person allows it', async () => {
    const backend = await start();
    const { device, ticket } = await question(backend);
    const page = await press(backend, ticket, 'approve');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1>Signed in</h1>')]);
    expect((await poll(backend, device)).status).toBe(200);
  });

  it('refuses the device when the person denies it', async () => {
    const backend = await start();
    const { device, ticket } = await question(backend);
    expect(await (await press(backend, ticket, 'deny')).text()).toContain('<h1>Denied</h1>');
    expect((await poll(backend, device)).status).toBe(400);
    expect(backend.logins[0]?.state).toBe('denied');
  });

  it('does not decide twice', async () => {
    const backend = await start();
    const { device, ticket } = await question(backend);
    await press(backend, ticket, 'approve');
    const again = await press(backend, ticket, 'deny');
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('Already done')]);
    expect((await type(backend, device.user_code)).text).toContain('Already done');
    expect((await poll(backend, device)).status).toBe(200);
  });

  it('says that a login was denied already', async () => {
    const backend = await start();
    const { device, ticket } = await question(backend);
    await press(backend, ticket, 'deny');
    expect((await type(backend, device.user_code)).text).toContain('Already denied');
  });

  it('takes no decision after the time for it', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going({ expiresIn: 60 }), clock });
    const { ticket } = await question(backend);
    clock.advance(60_000);
    const page = await press(backend, ticket, 'approve');
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('Too late')]);
    expect(backend.logins[0]?.state).toBe('waiting');
  });

  it('takes no decision about a code that the script lets expire', async () => {
    const backend = await start(going({ expire: true }));
    const { device, ticket } = await question(backend);
    await poll(backend, device);
    expect(await (await press(backend, ticket, 'approve')).text()).toContain('Too late');
  });

  it.each([
    ['no ticket', '', 'approve'],
    ['a made-up ticket', 'x'.repeat(32), 'approve'],
    ['no decision', undefined, 'maybe'],
  ])('refuses a form with %s', async (_, ticket, decision) => {
    const backend = await start();
    const asked = await question(backend);
    const response = await press(backend, ticket ?? asked.ticket, decision);
    expect(response.status).toBe(400);
    expect(backend.logins[0]?.state).toBe('waiting');
  });

  it('takes nothing from pages of other sites', async () => {
    const backend = await start();
    const { device, ticket } = await question(backend);
    const headers = { origin: 'https://example.org' };
    expect((await press(backend, ticket, 'approve', headers)).status).toBe(403);
    expect((await type(backend, device.user_code, headers)).status).toBe(403);
    expect(backend.logins[0]?.state).toBe('waiting');
    expect((await press(backend, ticket, 'approve', { origin: backend.url })).status).toBe(200);
  });

  it('takes a form of a browser that hides its origin, because of the ticket', async () => {
    const backend = await start();
    const { ticket } = await question(backend);
    expect((await press(backend, ticket, 'approve', { origin: 'null' })).status).toBe(200);
  });

  it('answers on loopback only to names of this computer', async () => {
    const backend = await start();
    const port = new URL(backend.url).port;
    const names = [
      '127.0.0.1',
      'localhost',
      'a.localhost',
      '[::1]',
      'evil.example',
      'localhost.evil.example',
    ];
    const answers = await Promise.all(names.map((name) => getAs(backend, `${name}:${port}`)));
    expect(answers).toEqual([200, 200, 200, 200, 403, 403]);
  });

  it('keeps codes and tickets out of recorded requests', async () => {
    const backend = await start(going(approved()));
    const { device, ticket } = await question(backend);
    await press(backend, ticket, 'approve');
    await open(`${backend.url}/codex/device?user_code=${device.user_code}`);
    await poll(backend, device);
    const recorded = JSON.stringify(backend.requests);
    for (const text of [device.user_code, device.device_auth_id, ticket])
      expect(recorded).not.toContain(text);
    expect(backend.requests.map(({ path }) => path)).toContain('/codex/device?user_code=<redacted>');
  });
});
