// MCP servers of other machines: those that are configured here to run behind an executor, and those that are configured
// behind it. Ours beside the real 0.169.0, each on a real executor of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { cuttableLine, type ExecServer, startExecServer } from '../support/exec-server.js';
import { ACCEPT, answering, server as entry, withoutIds } from '../support/mcp-plays.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';

const TOKEN = 'sesame';
const CALLS: Readonly<Record<string, readonly [server: string, tool: string, args: string]>> = {
  'far env': ['far', 'env', '{"name":"FAR"}'],
  'near env': ['far', 'env', '{"name":"NEAR"}'],
  'ask form': ['far', 'ask_form', '{}'],
  'sleep there': ['far', 'sleep', '{"ms":1500}'],
  'sleep over http': ['far_http', 'sleep', '{"ms":1500}'],
  'echo over http': ['own', 'echo', '{"text":"x"}'],
};

let web: ChildProcess;
let url: string;
beforeAll(async () => {
  web = spawn(process.execPath, [MCP_SERVER, '--http'], {
    env: { PATH: process.env.PATH, MCP_BEARER: TOKEN },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  url = await new Promise((resolve) => web.stdout?.once('data', (data) => resolve(String(data).trim())));
});
afterAll(() => void web.kill());

/** Behind the executor, configured here. */
const configuredHere = (home: string): string => {
  const far = 'environment_id = "far"';
  const there = `cwd = ${JSON.stringify(home)}`;
  return [
    entry(
      'far',
      far,
      there,
      'env_vars = ["NEAR", { name = "FAR", source = "remote" }]',
      `env = { MCP_JOURNAL = ${JSON.stringify(join(home, 'journal'))} }`,
    ),
    entry('far_nowhere', far),
    entry('far_relative', far, 'cwd = "sub"'),
    entry('far_lost', far, 'cwd = "/no/such/folder"'),
    entry('elsewhere', 'environment_id = "nobody"', there, 'required = true'),
    entry('blank', 'environment_id = " far "', there),
    entry('here', 'environment_id = "local"'),
    entry('here_remote', 'env_vars = [{ name = "FAR", source = "remote" }]'),
    `[mcp_servers.no_program]\ncommand = "no-such-program"\n${far}\n${there}`,
    http('far_http', far, 'env_http_headers = { authorization = "NEAR_TOKEN" }'),
    http('far_token', far, 'bearer_token_env_var = "FAR_TOKEN"'),
    http('far_tokenless', far, 'bearer_token_env_var = "NOBODYS"'),
  ].join('\n');
};

const configuredThere = (): string =>
  [
    http('own', `http_headers = { authorization = "Bearer ${TOKEN}" }`, 'disabled_tools = ["sleep"]'),
    http('own_token', 'bearer_token_env_var = "FAR_TOKEN"'),
    http('own_off', 'enabled = false'),
    http('own_headers', 'env_http_headers = { authorization = "FAR_TOKEN" }'),
    http('own_place', 'environment_id = "far"'),
    http('far_http', 'enabled = false'),
    entry('own_program'),
  ].join('\n');

function http(name: string, ...more: string[]): string {
  return [`[mcp_servers.${name}]`, `url = "${url}"`, ...more].join('\n');
}

async function play(side: Side): Promise<unknown[]> {
  const executor = await startExecServer(0, { FAR: 'there', FAR_TOKEN: TOKEN });
  const line = await cuttableLine(executor.port);
  const backend = createBackend({
    script: {
      replies: [
        { when: { toolOutput: true }, text: 'done', times: 'always' },
        ...Object.entries(CALLS).map(([text, [server, name, args]]) => ({
          when: { matches: `^${text}$` },
          call: { namespace: `mcp__${server}`, name, arguments: args },
        })),
        { text: 'hello', times: 'always' },
      ],
    },
  });
  await backend.listen();
  const config = backend.codexConfig().replace(/^model = .*$/m, 'model = "unheard-of"');
  const target = await startTarget({
    side,
    version: '0.169.0',
    config: `${config}\n${configuredHere(executor.home)}`,
    env: { NEAR: 'here', NEAR_TOKEN: `Bearer ${TOKEN}`, SHELL: '/bin/bash' },
  });
  try {
    return await new Stage(target, backend, executor).play(line);
  } finally {
    await target.close();
    await backend.close();
    line.close();
    await executor.stop();
  }
}

class Stage {
  readonly #target: Target;
  readonly #backend: Backend;
  readonly #executor: ExecServer;
  #threadId = '';

  constructor(target: Target, backend: Backend, executor: ExecServer) {
    this.#target = target;
    this.#backend = backend;
    this.#executor = executor;
  }

  async play(line: { url: string; cut(): void }): Promise<unknown[]> {
    const target = this.#target;
    const { home } = this.#executor;
    const near = { environmentId: 'local', cwd: target.cwd };
    const far = { environmentId: 'far', cwd: home };
    await handshake(target);
    await target.request('environment/add', { environmentId: 'far', execServerUrl: line.url });
    const seen: unknown[] = [await this.#statuses(null)];
    const from = target.frames.length;
    this.#threadId = await startThread(target, { environments: [near], approvalPolicy: 'on-request' });
    seen.push(await this.#turn('hello', from), await this.#statuses());
    writeFileSync(join(home, 'config.toml'), configuredThere());
    await this.#choose([far]);
    seen.push(await this.#turn('hello'), await this.#statuses());
    for (const text of ['far env', 'near env', 'ask form', 'echo over http'])
      seen.push(await this.#turn(text));
    for (const text of ['sleep there', 'sleep over http'])
      seen.push(await this.#turn(text, undefined, line.cut));
    seen.push(await this.#turn('sleep over http'));
    writeFileSync(join(home, 'config.toml'), `${http('own', 'enabled = false')}\nbroken = true`);
    seen.push(await this.#turn('hello'));
    await target.request('config/mcpServer/reload');
    seen.push(await this.#turn('hello'));
    await this.#choose([near, far]);
    seen.push(await this.#turn('hello'));
    await this.#choose([near]);
    seen.push(await this.#turn('hello'), await this.#haveEnded());
    await this.#choose([far]);
    await this.#turn('far env');
    await target.request('thread/archive', { threadId: this.#threadId });
    seen.push(await this.#haveEnded());
    return seen;
  }

  async #choose(environments: Frame[]): Promise<void> {
    await this.#target.request('thread/settings/update', { threadId: this.#threadId, environments });
  }

  async #statuses(threadId: string | null = this.#threadId): Promise<unknown> {
    const answer = await this.#target.request('mcpServerStatus/list', { threadId });
    return listAt(answer, 'result', 'data').map((status) => [
      at(status, 'name'),
      at(status, 'authStatus'),
      at(status, 'runtimeStatus'),
      Object.keys((at(status, 'tools') ?? {}) as object).length,
    ]);
  }

  /** What is told of a turn, and what the model may call in it. */
  async #turn(text: string, from = this.#target.frames.length, during?: () => void): Promise<unknown> {
    const target = this.#target;
    const asked = this.#backend.requests.length;
    const begun = target.frames.length;
    await target.request('turn/start', { threadId: this.#threadId, input: textInput(text) });
    if (during !== undefined) setTimeout(during, 700);
    await answering(target, begun, ACCEPT, ({ method }) => method === 'turn/completed');
    const told = target.frames.slice(from);
    const [first, ...later] = this.#backend.requests
      .slice(asked)
      .filter(({ path }) => /responses$/.test(path));
    const output = listAt((later.at(-1) ?? first)?.body, 'input').at(-1);
    return {
      text,
      started: startups(told),
      told: told.filter(isOfCall).map(withoutIds),
      offered: listAt(first?.body, 'tools').flatMap(
        (tool) => /^mcp__\w+/.exec(textAt(tool, 'name') ?? '')?.[0] ?? [],
      ),
      output: withoutIds(at(output, 'output')),
    };
  }

  /** Whether programs there have: all that were ever started. */
  async #haveEnded(): Promise<unknown> {
    const journal = join(this.#executor.home, 'journal');
    const lines = readFileSync(journal, 'utf8').trim().split('\n');
    const pids = lines.flatMap((line) => /"pid":(\d+)/.exec(line)?.[1] ?? []);
    const isUp = (): boolean => pids.some((pid) => existsSync(`/proc/${pid}`));
    for (let waited = 0; isUp() && waited < 5000; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return { wereSome: pids.length > 0, areUp: isUp() };
  }
}

function isOfCall({ method, params }: Frame): boolean {
  return method === 'mcpServer/elicitation/request' || at(params, 'item', 'type') === 'mcpToolCall';
}

/** The real server says of those that go on that they are ready when it comes to it: each time, or once for all. */
function startups(told: readonly Frame[]): string[] {
  const all = told.filter(({ method }) => method === 'mcpServer/startupStatus/updated').map(startup);
  return all
    .filter((line) => !/ ready /.test(line) || all.includes(line.replace(/ ready .*/, ' starting undefined')))
    .sort();
}

/** Of what failed over HTTP the real server says by which types of its own; ours says twice why. */
function startup({ params }: Frame): string {
  const error = textAt(params, 'error')
    ?.replace(/(?<=server failed: ).*?(exec-server .*?)(?:, when .*|$)/s, '$1')
    .replace(/(exec-server .*): \1$/, '$1');
  return `${textAt(params, 'name')} ${textAt(params, 'status')} ${error}`;
}

it('MCP servers of other machines run there, and are reached from there', { timeout: 120_000 }, async () => {
  const mine = play('ours');
  const real = await playReal(
    () => play('real'),
    async (theirs) => JSON.stringify(await mine) === JSON.stringify(theirs),
  );
  const ours = await mine;
  expect(ours).toEqual(real);
  expect(JSON.stringify(ours)).toContain('Transport closed');
});
