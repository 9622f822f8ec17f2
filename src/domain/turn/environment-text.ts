// Where the agent is, as a user message of its own. Pure.

import { sameJson } from '../../util/same-json.js';
import { type FoundEnvironment, LOCAL } from '../environments/environment.js';
import type { ModelItem } from '../records.js';
import { lastUserText } from './part-texts.js';

const HEAD = '<environment_context>';

export interface EnvironmentFacts {
  cwd: string;
  shell: string;
  date: string;
  timezone: string;
  /** What may be reached from there, in lines of this text. */
  access: readonly string[];
  /** The environments the turn has chosen, the most important first; absent: this machine alone. */
  found?: readonly FoundEnvironment[] | undefined;
}

/** `before`: what the model was told last. */
export function environmentText(facts: EnvironmentFacts, before: EnvironmentFacts | null = null): string {
  return [
    HEAD,
    ...places(facts, before),
    `  <current_date>${facts.date}</current_date>`,
    `  <timezone>${facts.timezone}</timezone>`,
    ...facts.access,
    '</environment_context>',
  ].join('\n');
}

/** What a model was told last of what may be reached. */
export function toldAccess(history: readonly ModelItem[]): string[] {
  const lines = (lastUserText(history, HEAD) ?? '').split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('  <timezone>')) + 1, -1);
}

/** Nothing is said of places that are the same. */
function places({ cwd, shell, found }: EnvironmentFacts, before: EnvironmentFacts | null): string[] {
  if (before !== null && sameJson([before.cwd, before.shell, before.found], [cwd, shell, found])) return [];
  if (found === undefined) return place({ cwd, shell }, '  ');
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0 && 'shell' in first) return place(first, '  ');
  const gone = namesIn(before).filter((id) => !namesIn({ found }).includes(id));
  const primary = found.find((one) => 'shell' in one);
  const listed = [
    ...found.map((one) => ({ id: one.environmentId, lines: listedLines(one, primary) })),
    ...gone.map((id) => ({ id, lines: [`    <environment id="${id}" status="unavailable" />`] })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (listed.length === 0) return [];
  return ['  <environments>', ...listed.flatMap(({ lines }) => lines), '  </environments>'];
}

function listedLines(one: FoundEnvironment, primary: FoundEnvironment | undefined): string[] {
  const inside =
    'shell' in one
      ? place(one, '      ')
      : [
          `      <cwd>${one.cwd}</cwd>`,
          '      <status>failed</status>',
          `      <error>${one.problem}</error>`,
        ];
  const rank = primary === undefined ? '' : ` primary="${one === primary}"`;
  return [`    <environment id="${one.environmentId}"${rank}>`, ...inside, '    </environment>'];
}

function place({ cwd, shell }: { readonly cwd: string; readonly shell: string }, indent: string): string[] {
  return [`${indent}<cwd>${cwd}</cwd>`, `${indent}<shell>${shell}</shell>`];
}

function namesIn(facts: Pick<EnvironmentFacts, 'found'> | null): string[] {
  if (facts === null) return [];
  return facts.found === undefined ? [LOCAL] : facts.found.map(({ environmentId }) => environmentId);
}
