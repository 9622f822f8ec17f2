// Homes whose hooks do what a test wants of them once, and keep what they read: shared by the comparisons of hooks.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Target } from './target.js';

/** What a hook does once, and then no more: prints, complains, and ends with a code, or with a signal. */
interface Doing {
  out?: string | object;
  err?: string;
  code?: number | 'killed';
}

/** By event; two hooks of an event do the first and the second. */
export type Doings = Readonly<Record<string, Doing | readonly [Doing, Doing]>>;

/** A hooks.json with `count` hooks for each event, and groups besides. */
export function hooksFile(
  home: string,
  events: readonly string[],
  { count = 2, more = {} }: { count?: number; more?: Readonly<Record<string, readonly object[]>> } = {},
): string {
  const hook = (event: string, number: number): object => {
    const file = join(home, `${event}.${number}`);
    return {
      type: 'command',
      statusMessage: `runs ${event}`,
      command: `read -r told; printf '%s\\n' "$told" >> ${file}.log; todo=$(cat ${file}.sh); : > ${file}.sh; eval "$todo"`,
    };
  };
  const groupsOf = (event: string): object[] => [
    ...(events.includes(event)
      ? Array.from({ length: count }, (_, number) => ({ hooks: [hook(event, number)] }))
      : []),
    ...(more[event] ?? []),
  ];
  const all = [...new Set([...events, ...Object.keys(more)])];
  return JSON.stringify({ hooks: Object.fromEntries(all.map((event) => [event, groupsOf(event)])) });
}

/** Says what the hooks do next time. */
export function prepareHooks(home: string, events: readonly string[], doings: Doings): void {
  for (const event of events) {
    const given = doings[event] ?? {};
    const [first, second] = Array.isArray(given) ? given : [given, {}];
    for (const [number, { out = '', err = '', code = 0 }] of [first, second].entries()) {
      const text = typeof out === 'string' ? out : JSON.stringify(out);
      const end = code === 'killed' ? 'kill -9 $$' : `exit ${code}`;
      const say = (what: string): string => `printf %s ${JSON.stringify(what).replaceAll('$', '\\$')}`;
      writeFileSync(join(home, `${event}.${number}.sh`), `${say(text)}; ${say(err)} >&2; ${end}\n`);
    }
  }
}

/** What the first hook of an event has read, one object a time. */
export function readByHook(home: string, event: string): Frame[] {
  const file = join(home, `${event}.0.log`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Frame);
}

/** Trusts every hook there is; `config` is what config.toml says besides. */
export async function trustAll(target: Target, config: string): Promise<void> {
  const { result } = (await target.request('hooks/list', {})) as {
    result: { data: { hooks: { key: string; currentHash: string }[] }[] };
  };
  const states = (result.data[0]?.hooks ?? []).map(
    ({ key, currentHash }) => `[hooks.state."${key}"]\ntrusted_hash = "${currentHash}"\n`,
  );
  writeFileSync(join(target.home, 'codex/config.toml'), config + states.join(''));
}
