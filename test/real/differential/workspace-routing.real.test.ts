// Where an account's model requests go: ours beside the real 0.169.0, whose workspace has a backend of its own at an
// https address of this machine. What either asks of OpenAI's hosts finds our backend behind a proxy.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type LoginObject } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget } from '../support/target.js';
import { startTlsProxy } from '../support/tls-proxy.js';

const VERSION = '0.169.0';

interface Play {
  readonly routingOverride: string;
  /** Lines for the top of config.toml. */
  config?(backend: Backend): string;
  readonly faults?: LoginObject['faults'];
}

interface Told {
  /** Which server the requests of the turn went to, and the override they named. */
  readonly asked: { readonly at: string; readonly override: string }[];
  readonly turn: unknown;
}

async function play(side: Side, { routingOverride, config, faults = {} }: Play): Promise<Told> {
  const folder = freshFolder('routing');
  let backend: Backend | undefined;
  const upstream = (): string => backend?.url ?? '';
  const proxy = await startTlsProxy({ folder, hosts: ['chatgpt.com'], upstream });
  try {
    const workspaces = [{ id: 'acct-1', backendOrigin: proxy.origin, routingOverride }];
    const account = { accountId: 'acct-1', plan: 'team', workspaces };
    backend = await createBackend({ script: { logins: [{ approve: true, account, faults }] } }).listen();
    const lines = [
      'model = "gpt-5.5"\nmodel_provider = "openai"',
      `chatgpt_base_url = "${backend.url}/backend-api"`,
      config?.(backend) ?? '',
      '[features]\nplugins = false\n',
    ];
    const env = { ...backend.loginEnvironment(), ...proxy.env };
    const target = await startTarget({ side, version: VERSION, config: lines.join('\n'), env });
    try {
      await handshake(target);
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      await target.waitFor('the login', ({ method }) => method === 'account/updated');
      if (faults.accounts) await target.request('account/read', { refreshToken: true });
      await runTurn(target, await startThread(target), 'hello');
      const ended = await target.waitFor('turn/completed', ({ method }) => method === 'turn/completed');
      const { turn } = ended.params as { turn: Frame };
      return {
        asked: modelRequests(backend, proxy.origin),
        turn: { status: turn.status, error: turn.error },
      };
    } finally {
      await target.close();
    }
  } finally {
    await backend?.close();
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function modelRequests(backend: Backend, origin: string): Told['asked'] {
  return backend.requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/responses'))
    .map(({ headers }) => ({
      at: headers.host === new URL(origin).host ? 'workspace' : 'elsewhere',
      override: String(headers['x-openai-account-routing-override']),
    }));
}

describe.sequential('model requests of an account go to its workspace as those of the real 0.169.0', () => {
  const completed = { status: 'completed', error: null };
  const cases: (readonly [string, Play, Told])[] = [
    [
      'which has a constraint',
      { routingOverride: 'us_cr' },
      { asked: [{ at: 'workspace', override: 'us_cr' }], turn: completed },
    ],
    [
      'which has none',
      { routingOverride: 'NO_CONSTRAINT' },
      { asked: [{ at: 'workspace', override: 'undefined' }], turn: completed },
    ],
    [
      'unless the configuration says where the provider is',
      { routingOverride: 'us', config: ({ url }) => `openai_base_url = "${url}/v1"` },
      { asked: [{ at: 'elsewhere', override: 'undefined' }], turn: completed },
    ],
    [
      'and nowhere when its workspace cannot be told any more',
      // It is told for the login, and never again.
      {
        routingOverride: 'us',
        faults: { accounts: [{ delayMs: 1 }, { error: { status: 500 }, times: 'always' }] },
      },
      {
        asked: [],
        turn: {
          status: 'failed',
          error: {
            message: 'workspace routing discovery failed',
            codexErrorInfo: 'other',
            additionalDetails: null,
            misalignment: null,
          },
        },
      },
    ],
  ];
  it.each(cases)(
    '%s',
    async (_title, given, expected) => {
      expect(await play('ours', given)).toEqual(expected);
      expect(await play('real', given)).toEqual(expected);
    },
    90_000,
  );
});
