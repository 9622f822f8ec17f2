// What threads are given in their configuration, and what comes of it: what the model is asked with, what its commands
// do, and what clients are told. Ours beside the real servers, one thread for each setting.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { handshake, runTurn } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

interface Case {
  readonly name: string;
  readonly config: Frame;
  /** A turn without one. */
  readonly kind?: 'compaction' | 'review' | 'command';
  readonly versions?: readonly Version[];
  /** Below the usual one. */
  readonly folder?: string;
}

const COMMITS = { 'features.codex_git_commit': true };
const SCOPES = { 'features.child_agents_md': true };
const OTHERS = { project_doc_fallback_filenames: ['OTHER.md'] };

const OWN = '{cwd}/own.md';
const MISSING = '{cwd}/missing.md';

const CASES: readonly Case[] = [
  { name: 'nothing', config: {} },
  { name: 'instructions', config: { instructions: 'OWN instructions' } },
  { name: 'instructions in a file', config: { model_instructions_file: OWN, instructions: 'OWN others' } },
  { name: 'instructions in a file of the folder', config: { model_instructions_file: 'own.md' } },
  { name: 'instructions in a missing file', config: { model_instructions_file: MISSING } },
  { name: 'instructions in an empty file', config: { model_instructions_file: '{cwd}/empty.md' } },
  { name: 'a request for summaries', config: { compact_prompt: ' OWN request ' }, kind: 'compaction' },
  { name: 'a blank request', config: { compact_prompt: ' ' }, kind: 'compaction' },
  {
    name: 'a request in a file',
    config: { experimental_compact_prompt_file: OWN },
    kind: 'compaction',
  },
  {
    name: 'both requests',
    config: { compact_prompt: 'OWN request', experimental_compact_prompt_file: OWN },
    kind: 'compaction',
  },
  { name: 'a request in a missing file', config: { experimental_compact_prompt_file: MISSING } },
  {
    name: 'a request in an empty file',
    config: { experimental_compact_prompt_file: '{cwd}/empty.md' },
  },
  { name: 'no reviewer', config: {}, kind: 'review' },
  { name: 'a reviewer', config: { review_model: 'gpt-5.4-mini' }, kind: 'review' },
  {
    name: 'a reviewer with an effort',
    config: { review_model: 'gpt-5.4-mini', model_reasoning_effort: 'high' },
    kind: 'review',
  },
  { name: 'an unknown reviewer', config: { review_model: 'strange' }, kind: 'review' },
  { name: 'login shells', config: {}, kind: 'command' },
  { name: 'no login shells', config: { allow_login_shell: false }, kind: 'command' },
  { name: 'no word of permissions', config: { include_permissions_instructions: false } },
  { name: 'no word of the surroundings', config: { include_environment_context: false } },
  { name: 'room for all instructions', config: { project_doc_max_bytes: 9 } },
  { name: 'instructions that are cut', config: { project_doc_max_bytes: 4 } },
  { name: 'no instructions of projects', config: { project_doc_max_bytes: 0 } },
  {
    name: 'others that are cut',
    config: { ...OTHERS, project_doc_max_bytes: 12, 'features.token_budget': true },
    folder: 'a/b',
  },
  { name: 'others that have no room', config: { ...OTHERS, project_doc_max_bytes: 9 }, folder: 'a/b' },
  { name: 'the last that is cut', config: { ...OTHERS, project_doc_max_bytes: 26 }, folder: 'a/b' },
  { name: 'an author of commits', config: { commit_attribution: 'Somebody <some@body>' } },
  { name: 'no author', config: { ...COMMITS, commit_attribution: ' ' } },
  { name: 'the usual author', config: { ...COMMITS, developer_instructions: 'OWN wish' } },
  { name: 'another author', config: { ...COMMITS, commit_attribution: ' Somebody <some@body> ' } },
  { name: 'scopes of instructions', config: SCOPES },
  { name: 'scopes of nothing', config: { ...SCOPES, project_doc_max_bytes: 0 } },
  { name: 'an older name of a switch', config: { experimental_use_unified_exec_tool: true } },
  { name: 'another', config: { experimental_use_freeform_apply_patch: true } },
  { name: 'a known switch', config: { 'features.apps': false } },
  { name: 'known switches', config: { features: { plugins: false, shell_snapshot: false } } },
  { name: 'a switch that is not finished', config: { 'features.token_budget': true } },
  { name: 'what nobody knows', config: { strange_setting: 1, 'features.strange': true } },
];

const NOTICES: ReadonlySet<string> = new Set(['configWarning', 'deprecationNotice', 'warning']);

async function played(side: Side, version: Version): Promise<Record<string, unknown>> {
  const commands = CASES.filter(({ kind }) => kind === 'command').map(
    ({ name }): ReplyObject => ({
      when: { text: name },
      times: 1,
      parts: [{ call: { name: 'exec_command', arguments: { cmd: 'echo said', login: true }, id: 'call_1' } }],
    }),
  );
  const replies: ReplyObject[] = [...commands, { text: 'Fine.', times: 'always' }];
  const backend = await createBackend({ script: { replies } }).listen();
  const target = await startTarget({ side, version, config: backend.codexConfig({ codexVersion: version }) });
  try {
    await handshake(target);
    writeFileSync(join(target.cwd, 'own.md'), '  OWN from a file \n');
    writeFileSync(join(target.cwd, 'empty.md'), ' \n');
    for (const folder of ['.git', 'a/b']) mkdirSync(join(target.cwd, folder), { recursive: true });
    writeFileSync(join(target.cwd, 'AGENTS.md'), 'OWN of it');
    writeFileSync(join(target.cwd, 'a', 'OTHER.md'), 'OWN of child a');
    writeFileSync(join(target.cwd, 'a/b', 'AGENTS.override.md'), 'OWN of leaf');
    const outcomes: Record<string, unknown> = {};
    for (const one of CASES) outcomes[one.name] = await outcomeOf(one, target, backend);
    return outcomes;
  } finally {
    await target.close();
    await backend.close();
  }
}

async function outcomeOf(
  { name, config, kind, folder = '' }: Case,
  target: Target,
  backend: Backend,
): Promise<unknown> {
  const from = target.frames.length;
  const asked = backend.requests.length;
  const placeless = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null).replaceAll(target.home, '<home>'));
  const { cwd } = target;
  const filled = JSON.parse(JSON.stringify(config).replaceAll('{cwd}', cwd)) as Frame;
  const params = {
    cwd: join(cwd, folder),
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
    config: filled,
  };
  const { result, error } = await target.request('thread/start', params);
  if (error !== undefined) return placeless(error);
  const threadId = String(((result as Frame).thread as Frame).id);
  if (kind === 'review') {
    const about = { type: 'custom', instructions: 'Look.' };
    await target.request('review/start', { threadId, target: about });
    await target.waitFor('the end of the review', ({ method }) => method === 'turn/completed', from);
  } else await runTurn(target, threadId, name);
  if (kind === 'compaction') {
    const before = target.frames.length;
    await target.request('thread/compact/start', { threadId });
    await target.waitFor('the end', ({ method }) => method === 'turn/completed', before);
  }
  const told = target.frames.slice(from).filter(({ method }) => NOTICES.has(String(method)));
  const items = target.frames.slice(from).filter(({ method }) => method === 'item/completed');
  const requests = backend.requests.slice(asked).filter(({ path }) => path.endsWith('/responses'));
  return placeless({
    told: told.map(({ method, params: about }) => [method, { ...(about as Frame), threadId: '<thread>' }]),
    items: items.map(({ params: about }) => ((about as Frame).item as Frame).type),
    requests: requests.map(({ body }) => requestOf(body as Frame)),
  });
}

/** The model, and of what it is told what is not in anybody's own words. */
function requestOf({ model, instructions, input }: Frame): Frame {
  const texts = (input as Frame[]).flatMap(({ content, output }) =>
    Array.isArray(content) ? content.map((part: Frame) => String(part.text)) : [textOf(output)],
  );
  return {
    model,
    own: [textOf(instructions), ...texts].filter((text) => text.includes('OWN')).map(plain),
    authors: texts.flatMap((text) => /Co-authored-by: .*/.exec(text)?.[0] ?? []),
    projects: texts.filter((text) => text.startsWith('# AGENTS.md instructions for ')).length,
    permissions: texts.filter((text) => text.startsWith('<permissions')).length,
    surroundings: texts.filter((text) => text.includes('<environment_context>')).length,
    refusals: texts.filter((text) => text.includes('login shell')),
  };
}

/** Without what comes after the files' own words. */
function plain(text: string): string {
  return text.replace(/(?<=OWN of it\n\n)(?!OWN).*(?=<\/INSTRUCTIONS>)/s, '…');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

describe.each<Version>(['0.169.0', '0.118.0'])('settings of threads in %s', (version) => {
  it('come to the same', async () => {
    const ours = await played('ours', version);
    const isSame = (real: unknown): boolean => JSON.stringify(real) === JSON.stringify(ours);
    expect(ours).toEqual(await playReal(() => played('real', version), isSame));
  });
});
