// Rules on commands of the home and of projects, ours beside the real servers: which of them count, and what is told at
// the handshake when they cannot be read.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Version } from '../support/target.js';

const FORBIDDEN = 'prefix_rule(pattern=["touch"], decision="forbidden", justification="not here")\n';
const ALLOWED = 'prefix_rule(pattern=["touch"], decision="allow")\n';

interface Case {
  readonly name: string;
  readonly home?: string;
  readonly project?: string;
  readonly trust?: 'trusted' | 'untrusted';
}

const CASES: readonly Case[] = [
  { name: 'none' },
  { name: 'of the home', home: ALLOWED },
  { name: 'of a trusted project', project: FORBIDDEN, trust: 'trusted' },
  { name: 'of a project that is not trusted', project: FORBIDDEN, trust: 'untrusted' },
  { name: 'of a project nobody spoke of', project: FORBIDDEN },
  { name: 'that contradict each other', home: ALLOWED, project: FORBIDDEN, trust: 'trusted' },
  { name: 'with a decision nobody knows', home: 'prefix_rule(pattern=["touch"], decision="nope")\n' },
  { name: 'that call what is not there', home: 'foo()\n' },
  { name: 'of a project that are none', home: ALLOWED, project: 'foo(\n', trust: 'trusted' },
];

async function played(
  side: Side,
  version: Version,
  { home: ofHome, project, trust }: Case,
): Promise<unknown> {
  const home = freshFolder('rules');
  const work = join(home, 'work');
  const backend = createBackend({
    script: {
      replies: [{ call: { name: 'exec_command', id: 'call_1', arguments: { cmd: 'touch made' } } }, 'done'],
    },
  });
  await backend.listen();
  const put = (file: string, text: string | undefined): void => {
    if (text === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  try {
    mkdirSync(join(work, '.git'), { recursive: true });
    put(join(home, 'codex', 'rules', 'default.rules'), ofHome);
    put(join(work, '.codex', 'rules', 'p.rules'), project);
    const level = trust === undefined ? '' : `\n[projects."${work}"]\ntrust_level = "${trust}"\n`;
    const config = `${backend.codexConfig()}${level}`;
    const target = await startTarget({ side, version, config, home, env: { SHELL: '/bin/bash' } });
    const asked = new Set<unknown>();
    const timer = setInterval(() => {
      for (const { id, method } of target.frames) {
        if (id === undefined || method === undefined || asked.has(id)) continue;
        asked.add(id);
        target.send({ id, result: { decision: 'decline' } });
      }
    }, 20);
    try {
      await handshake(target);
      const threadId = await startThread(target, version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {});
      await runTurn(target, threadId, 'go', {
        approvalPolicy: 'untrusted',
        sandboxPolicy: { type: 'dangerFullAccess' },
      });
      const warnings = target.frames
        .filter(({ method }) => method === 'configWarning')
        .map(({ params }) => params as Frame)
        .filter(({ summary }) => String(summary).includes('rules;'))
        // Where a problem ends, and its words, are a parser's own.
        .map(({ summary, path, range }) => ({
          summary,
          path: String(path).replace(home, '<home>'),
          line: (range as { start?: { line?: number } } | undefined)?.start?.line,
        }));
      const output = JSON.stringify(backend.requests.at(-1)?.body).includes('not here');
      return { warnings, isAsked: asked.size > 0, isForbidden: output };
    } finally {
      clearInterval(timer);
      await target.close();
    }
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('rules beside the real %s', (version) => {
  it.each(CASES)('count the same: $name', async (one) => {
    const [ours, real] = await Promise.all([played('ours', version, one), played('real', version, one)]);
    expect(ours).toEqual(real);
  });
});
