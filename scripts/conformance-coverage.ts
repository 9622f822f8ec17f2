// npm run coverage:conformance writes docs/coverage.md: what each method is held to, which scenarios hold servers to
// each rule of the notes on the protocol, how each target does, and why what is not covered is not. With --check it
// writes nothing, and fails when the page is stale, a gap has no reason or a rule names no scenario that there is. Results are those of the baselines, which every run is held to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { baselines, catalogue, type Scenario } from '../src/conformance/index.js';
import { loadProfile, type ProfileName, profileNames } from '../src/protocol/index.js';
import { OFFLINE_METHODS, REFUSAL_REASONS, REFUSED_METHODS } from '../src/server/rooms/refused.js';
import { UNSENT_NOTIFICATIONS, UNSENT_REQUESTS } from '../src/server/unsent.js';
import { reasonOf } from './conformance-gaps.js';
import { RULES } from './conformance-rules.js';

const page = 'docs/coverage.md';
const targets = ['embedded', 'codex'] as const;
const refused: ReadonlySet<string> = new Set(REFUSED_METHODS);
const offline: ReadonlySet<string> = new Set(OFFLINE_METHODS.flatMap(({ methods }) => methods));
const oldestFirst = [...profileNames].reverse();

const gaps = oldestFirst.flatMap((version) =>
  groupsOf(version)
    .flatMap(({ messages }) => messages)
    .filter((message) => scenariosOf(message, version).length === 0)
    .map((message) => ({ version, message, why: reasonOf(message, version) })),
);
const complaints = gaps
  .filter(({ why }) => why === undefined)
  .map(({ version, message }) => `No scenario covers ${message} of ${version}, and nothing says why.`);

const ids: ReadonlySet<string> = new Set(catalogue.map(({ id }) => id));
const rules = Object.entries(RULES).flatMap(([section, rows]) =>
  Object.entries(rows).map(([rule, held]) => ({ section, rule, held })),
);
for (const { section, rule, held } of rules) {
  const unknown = held.split(' ').filter((id) => !ids.has(id));
  if (unknown.length > 0) complaints.push(`${section}, ${rule}: there is no scenario ${unknown.join(', ')}.`);
}

const text = [
  '# Coverage',
  '',
  '<!-- Written by npm run coverage:conformance; npm run check says when it is stale. -->',
  '',
  `${catalogue.length} scenarios say what an app-server must do; [conformance.md](conformance.md) tells how to run them.`,
  'The columns of targets say how many of the scenarios that cover a method hold there; the others are differences that a',
  'baseline names. A dash means that no scenario covers it. `✓` means that our server answers the method, `offline` that it',
  'can only answer as any server does that reaches nobody: [why](#what-cannot-be-had-offline).',
  '',
  '## What no scenario covers',
  '',
  '| version | message | why |',
  '| --- | --- | --- |',
  ...gaps.map(({ version, message, why = '–' }) => `| ${version} | \`${message}\` | ${why} |`),
  '',
  '## What holds servers to the notes on the protocol',
  '',
  '| section | rule | scenarios |',
  '| --- | --- | --- |',
  ...rules.map(({ section, rule, held }) => `| ${section} | ${rule} | ${shown(held)} |`),
  '',
  ...oldestFirst.flatMap(sectionsOf),
  '## What is not offered',
  '',
  ...(REFUSED_METHODS.length === 0
    ? ['Every method of every version is answered.']
    : [
        '| method | why |',
        '| --- | --- |',
        ...Object.entries<string>(REFUSAL_REASONS).map(([method, why]) => `| \`${method}\` | ${why} |`),
      ]),
  '',
  '## What our server does not send',
  '',
  '| notification or question | why |',
  '| --- | --- |',
  ...Object.entries({ ...UNSENT_NOTIFICATIONS, ...UNSENT_REQUESTS }).map(
    ([one, why]) => `| \`${one}\` | ${why} |`,
  ),
  '',
  '## What cannot be had offline',
  '',
  '| methods | why |',
  '| --- | --- |',
  ...OFFLINE_METHODS.map(
    ({ methods, why }) => `| ${methods.map((method) => `\`${method}\``).join(', ')} | ${why} |`,
  ),
  '',
].join('\n');

const isCheck = process.argv.includes('--check');
if (!isCheck) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text)
  complaints.push(`${page} is stale: npm run coverage:conformance writes it.`);
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
if (isCheck && complaints.length > 0) process.exit(1);

function shown(held: string): string {
  return held
    .split(' ')
    .map((id) => `\`${id}\``)
    .join(', ');
}

interface Group {
  readonly title: string;
  readonly messages: readonly string[];
  /** Whether our server answers them. */
  readonly isAnswered: boolean;
}

function groupsOf(version: ProfileName): Group[] {
  const { facts, clientMethods } = loadProfile(version);
  return [
    { title: 'Methods', messages: clientMethods, isAnswered: true },
    { title: 'Requests of the server', messages: Object.keys(facts.serverRequests), isAnswered: false },
    { title: 'Notifications', messages: Object.keys(facts.notifications), isAnswered: false },
  ];
}

function sectionsOf(version: ProfileName): string[] {
  return groupsOf(version).flatMap(({ title, messages, isAnswered }) => {
    const covered = messages.filter((message) => scenariosOf(message, version).length > 0);
    return [
      `## ${title} of ${version}`,
      '',
      `${covered.length} of ${messages.length} are covered.`,
      '',
      `| ${isAnswered ? 'method | ours' : 'message'} | scenarios | ours holds | real holds |`,
      `| --- |${isAnswered ? ' --- |' : ''} --- | --- | --- |`,
      ...messages.map((message) => rowOf(message, version, isAnswered)),
      '',
    ];
  });
}

function rowOf(method: string, version: ProfileName, isAnswered: boolean): string {
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
  const answered = isAnswered ? ` ${isOffered ? (offline.has(method) ? 'offline' : '✓') : ''} |` : '';
  return `| \`${method}\` |${answered} ${found.length === 0 ? '–' : found.length} | ${cells.join(' | ')} |`;
}

function heldOf(found: readonly Scenario[], baseline: string): string {
  const different = new Set(
    baselines.find(({ name }) => name === baseline)?.differences.map(({ scenario }) => scenario),
  );
  return `${found.filter(({ id }) => !different.has(id)).length}/${found.length}`;
}

function scenariosOf(method: string, version: ProfileName): Scenario[] {
  return catalogue.filter(
    ({ covers = [], profiles }) =>
      covers.includes(method) && (profiles === undefined || profiles.includes(version)),
  );
}
