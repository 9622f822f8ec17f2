// What came of an import, on ours and on the real servers: what was told, and which files are there.
import { rmSync } from 'node:fs';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { handshake } from './compare.js';
import type { Play, Stage } from './import-plays.js';
import { normaliser } from './normalise.js';
import { emptied, imported, put } from './other-agents.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from './target.js';

interface Outcome {
  readonly told: unknown[];
  readonly files: Record<string, unknown>;
}

async function outcome(side: Side, version: Version, { files, play }: Play): Promise<Outcome> {
  const home = freshFolder(`imports-${side}`);
  put(home, files);
  const target = await startTarget({ side, version, home, config: files['codex/config.toml'] ?? '' });
  try {
    await handshake(target);
    const normalise = normaliser(home);
    const from = target.frames.length;
    const noted: unknown[] = [];
    await play(stageOf(target, { home, version, note: (value) => noted.push(value) }));
    const told = target.frames
      .slice(from)
      .filter(({ id, method }) => id !== undefined || /^externalAgentConfig/.test(String(method)));
    return {
      told: [...told.map((frame) => normalise(inOrder(frame))), ...noted],
      files: read(imported(home)),
    };
  } finally {
    await target.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function stageOf(target: Target, at: Pick<Stage, 'home' | 'version' | 'note'>): Stage {
  return {
    ...at,
    target,
    replace(files) {
      emptied(at.home);
      put(at.home, files);
    },
    async detect(params) {
      const { result } = (await target.request('externalAgentConfig/detect', params)) as {
        result?: { items: Frame[] };
      };
      return result?.items ?? [];
    },
    async take(items, more = {}) {
      const from = target.frames.length;
      const { result } = await target.request('externalAgentConfig/import', {
        migrationItems: items,
        ...more,
      });
      if (at.version === '0.118.0' || result === undefined || items.length === 0) return;
      await target.waitFor(
        'the end',
        ({ method }) => method === 'externalAgentConfig/import/completed',
        from,
      );
    },
  };
}

/** Sessions are taken over side by side there, and many are of one moment, so their order is nobody's. */
function inOrder(frame: Frame): Frame {
  return JSON.parse(JSON.stringify(frame), (_, value) =>
    Array.isArray(value) && value.every(isOfSession)
      ? value.sort((a, b) => ((a.source ?? a.path) < (b.source ?? b.path) ? -1 : 1))
      : value,
  ) as Frame; // what went in
}

function isOfSession(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false;
  const { itemType, source, path, title } = one as Frame; // looked at alone
  return (itemType === 'SESSIONS' && source !== undefined) || (path !== undefined && title !== undefined);
}

/** TOML by what it says: comments and order are ours alone, as are the words around a command that is a skill now. */
function read(files: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      if (path.endsWith('.toml')) return [path, tomlIn(text)];
      if (path.endsWith('/external_agent_import/instructions.md')) return [path, '<words of each>'];
      return [path, /\/source-command-[^/]+\/SKILL\.md$/.test(path) ? ofCommand(text) : text];
    }),
  );
}

function ofCommand(text: string): unknown {
  const [head = '', body = ''] = text.split(/^## .*\n\n/m);
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1];
  // There it may go on on the next line, which is the same to who reads it.
  const told = /^description: ("(?:[^"\\]|\\.)*")/ms.exec(head)?.[1]?.replaceAll(/\n+/g, ' ');
  const description = told?.replace(/^"(Migrated source|What the) command `.*`.*"$/, '<none>');
  return { name: field('name'), description, body: body.replace(/^No(thing)?\b.* command .*\n$/, '<none>') };
}

function tomlIn(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/** What is told of the threads: who said what. Times and surroundings are compared elsewhere. */
function shown({ told, files }: Outcome): Outcome {
  return {
    told: told.map((frame) => {
      const { result } = frame as { result?: { thread?: Frame; data?: unknown } };
      if (result !== undefined && 'readStates' in result) return 'thread/list';
      if (result?.thread === undefined) return frame;
      const { name, cwd, source, historyMode, turns } = result.thread;
      return { name, cwd, source, historyMode, said: (turns as { items: Frame[] }[]).flatMap(saidIn) };
    }),
    files,
  };
}

function saidIn({ items }: { readonly items: readonly Frame[] }): unknown[] {
  return items.map(({ id, type, text, content }) => ({ id, type, said: text ?? content }));
}

/** Each play on both sides, in each version that knows it. */
export function compareImports(plays: readonly Play[]): void {
  const knownTo = (version: Version): readonly Play[] =>
    plays.filter(({ versions }) => versions === undefined || versions.includes(version));
  const both: readonly Version[] = ['0.169.0', '0.118.0'];
  const concerned = both.filter((version) => knownTo(version).length > 0);
  describe.each(concerned)('an import from another agent, in %s', (version) => {
    it.each(knownTo(version))('is the same: $name', async (play) => {
      const ours = shown(await outcome('ours', version, play));
      const real = shown(await outcome('real', version, play));
      expect(ours).toEqual(real);
    });
  });
}
