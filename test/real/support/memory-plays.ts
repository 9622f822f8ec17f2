// What is played with memories of other agents, on ours and on the real servers.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { item, NEW, type Play } from './import-plays.js';
import { session } from './other-agents.js';
import type { Frame } from './target.js';

const PROJECTS = 'user/.claude/projects';
const KEPT = 'codex/memories_v2/extensions/external_agent_import/resources';
const ON = '[features]\nexternal_agent_memory_import = true\n';
const HERE = session(['user', 'q']);

const memoriesOf = (found: readonly Frame[]) => found.filter(({ itemType }) => itemType === 'MEMORY');
const memory = (...names: readonly string[]) => item('MEMORY', null, { memory: names });

export const MEMORY_PLAYS: readonly Play[] = [
  {
    name: 'memories of projects that are known, and of those that are not',
    versions: NEW,
    files: {
      'codex/config.toml': ON,
      [`${PROJECTS}/p/memory/MEMORY.md`]: 'Claude and CLAUDE.md',
      [`${PROJECTS}/p/memory/deep/er.MD`]: 'deep',
      [`${PROJECTS}/p/memory/notes.txt`]: 'no',
      [`${PROJECTS}/p/memory/gone.md`]: '-> nowhere',
      [`${PROJECTS}/p/s.jsonl`]: `no JSON\n${HERE}`,
      [`${PROJECTS}/bare/s.jsonl`]: HERE,
      [`${PROJECTS}/lost/memory/a.md`]: 'no session',
      [`${PROJECTS}/elsewhere/memory/a.md`]: 'folder gone',
      [`${PROJECTS}/elsewhere/s.jsonl`]: session(['user', 'q', { cwd: '/nowhere' }]),
      [`${PROJECTS}/relative/memory/a.md`]: 'no whole path',
      [`${PROJECTS}/relative/s.jsonl`]: session(['user', 'q', { cwd: 'work' }]),
      [`${PROJECTS}/timeless/memory/a.md`]: 'no time',
      [`${PROJECTS}/timeless/s.jsonl`]: session(['user', 'q', { timestamp: undefined }]),
      [`${PROJECTS}/z z/memory/ä.md`]: 'letters',
      [`${PROJECTS}/z z/s.jsonl`]: HERE,
    },
    async play({ home, detect, take }) {
      await detect({ includeHome: true, migrationSource: 'cursor' });
      await detect({ cwds: [join(home, 'work')] });
      await take(memoriesOf(await detect({ includeHome: true })));
      await detect({ includeHome: true });
      await take([memory('relative', 'p', 'lost', 'p', 'elsewhere', 'bare'), memory('../p')]);
      await take([item('MEMORY', join(home, 'work'), { memory: ['p'] }), item('SKILLS')]);
    },
  },
  {
    name: 'memories that change, there and here',
    versions: NEW,
    files: {
      'codex/config.toml': ON,
      [`${PROJECTS}/p/memory/a.md`]: 'a',
      [`${PROJECTS}/p/memory/b.md`]: 'b',
      [`${PROJECTS}/p/s.jsonl`]: HERE,
    },
    async play({ home, detect, take }) {
      await take([memory('p')]);
      writeFileSync(join(home, PROJECTS, 'p/memory/a.md'), 'changed');
      rmSync(join(home, PROJECTS, 'p/memory/b.md'));
      await take(memoriesOf(await detect({ includeHome: true })));
      writeFileSync(join(home, KEPT, 'p/own.md'), 'of nobody there');
      mkdirSync(join(home, KEPT, 'other'), { recursive: true });
      writeFileSync(join(home, KEPT, 'other/own.md'), 'mine');
      await take(memoriesOf(await detect({ includeHome: true })));
      rmSync(join(home, KEPT, 'p/scope.json'));
      await take(memoriesOf(await detect({ includeHome: true })));
    },
  },
  {
    name: 'memories that nobody chose, that are off or of another source',
    versions: NEW,
    files: { 'codex/config.toml': ON, [`${PROJECTS}/p/memory/a.md`]: 'a', [`${PROJECTS}/p/s.jsonl`]: HERE },
    async play({ take }) {
      await take([item('SKILLS'), memory()]);
      await take([item('MEMORY')]);
      await take([memory('p')], { migrationSource: 'cursor' });
    },
  },
  {
    name: 'memories where they are not looked for',
    versions: NEW,
    files: { [`${PROJECTS}/p/memory/a.md`]: 'a', [`${PROJECTS}/p/s.jsonl`]: HERE },
    async play({ detect, take }) {
      await detect({ includeHome: true });
      await take([memory('p'), item('SKILLS')]);
      await take([memory()]);
    },
  },
];
