import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { approveOnce } from '../../../src/cli/demo/approve.js';

let backend: Backend;

beforeEach(async () => {
  backend = await createBackend().listen();
});
afterEach(() => backend.close());

async function newCode(): Promise<string> {
  const response = await fetch(`${backend.url}/api/accounts/deviceauth/usercode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'c' }),
  });
  return ((await response.json()) as { user_code: string }).user_code;
}

it.each([
  ['plain', (page: string, code: string) => `\n  Open  ${page}\n  Code  ${code}\n\n`],
  [
    'colored and linked',
    (page: string, code: string) =>
      `\n  Open  \u001b]8;;${page}\u001b\\\u001b[36m${page}\u001b[39m\u001b]8;;\u001b\\\n  Code  \u001b[1m${code}\u001b[22m\n\n`,
  ],
])('approves the login that is shown, %s', async (_how, shown) => {
  const code = await newCode();
  const onOutput = approveOnce();
  onOutput('nothing yet\n');
  onOutput(shown(`${backend.url}/codex/device`, code));
  const login = await backend.waitForLogin('approved');
  expect(login.userCode).toBe(code);
});
