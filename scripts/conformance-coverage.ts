// npm run coverage:conformance writes docs/coverage.md: what each method is held to, and how each target does. With
// --check it only says whether the page is fresh. Results are those of the baselines, which every run is held to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { baselines, catalogue, type Scenario } from '../src/conformance/index.js';
import { loadProfile, profileNames } from '../src/protocol/index.js';
import { REFUSED_METHODS } from '../src/server/rooms/refused.js';

const page = 'docs/coverage.md';
const targets = ['embedded', 'codex'] as const;
const refused: ReadonlySet<string> = new Set(REFUSED_METHODS);
const oldestFirst = [...profileNames].reverse();

const text = [
  '# Coverage',
  '',
  '<!-- Written by npm run coverage:conformance; npm run check says when it is stale. -->',
  '',
  `${catalogue.length} scenarios say what an app-server must do; [conformance.md](conformance.md) tells how to run them.`,
  'The columns of targets say how many of the scenarios that cover a method hold there; the others are differences that a',
  'baseline names. A dash means that no scenario covers it. `✓` means that our server answers the method or sends the message.',
  '',
  ...oldestFirst.flatMap(sectionOf),
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  process.stderr.write(`${page} is stale: npm run coverage:conformance writes it.\n`);
  process.exit(1);
}

function sectionOf(version: (typeof oldestFirst)[number]): string[] {
  const { facts, clientMethods } = loadProfile(version);
  const groups: [string, readonly string[], boolean][] = [
    ['Methods', clientMethods, true],
    ['Requests of the server', Object.keys(facts.serverRequests), false],
    ['Notifications', Object.keys(facts.notifications), false],
  ];
  return groups.flatMap(([title, methods, isAnswered]) => {
    const covered = methods.filter((method) => scenariosOf(method, version).length > 0);
    return [
      `## ${title} of ${version}`,
      '',
      `${covered.length} of ${methods.length} are covered.`,
      '',
      `| ${title === 'Methods' ? 'method | ours' : 'message'} | scenarios | ours | real |`
        .replace('| scenarios | ours |', '| scenarios | ours holds |')
        .replace('| real |', '| real holds |'),
      `| --- |${isAnswered ? ' --- |' : ''} --- | --- | --- |`,
      ...methods.map((method) => rowOf(method, version, isAnswered)),
      '',
    ];
  });
}

function rowOf(method: string, version: (typeof oldestFirst)[number], isAnswered: boolean): string {
  const found = scenariosOf(method, version);
  const isOffered = !refused.has(method);
  const cells = targets.map((target) => {
    if (found.length === 0) return '–';
    if (target === 'embedded') {
      const playable = found.filter(({ covers = [] }) => covers.every((one) => !refused.has(one)));
      if (playable.length === 0) return 'not offered';
      return heldOf(playable, `${target}-${version}`);
    }
    return heldOf(found, `${target}-${version}`);
  });
  const answered = isAnswered ? ` ${isOffered ? '✓' : ''} |` : '';
  return `| \`${method}\` |${answered} ${found.length === 0 ? '–' : found.length} | ${cells.join(' | ')} |`;
}

function heldOf(found: readonly Scenario[], baseline: string): string {
  const different = new Set(
    baselines.find(({ name }) => name === baseline)?.differences.map(({ scenario }) => scenario),
  );
  return `${found.filter(({ id }) => !different.has(id)).length}/${found.length}`;
}

function scenariosOf(method: string, version: (typeof oldestFirst)[number]): Scenario[] {
  return catalogue.filter(
    ({ covers = [], profiles }) =>
      covers.includes(method) && (profiles === undefined || profiles.includes(version)),
  );
}
