// `astc describe METHOD`: what a message takes and gives, and an example to start from.

import { nearest } from '../../protocol/check.js';
import type { Profile, Schema } from '../../protocol/index.js';
import { exampleOf, referencesIn } from '../../protocol/index.js';
import { type CommandContext, defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { table } from '../output/text.js';
import { chosenProfile, type MessageFact, messagesOf } from '../reference/index.js';
import { typeText } from '../reference/type-text.js';

const SENDERS: Readonly<Record<MessageFact['kind'], string>> = {
  request: 'a client asks, the server answers',
  serverRequest: 'the server asks, a client answers',
  notification: 'the server tells',
  clientNotification: 'a client tells',
};

export const command = defineCommand({
  define(command) {
    command.argument('<method>', 'method of a request or notification, or name of a definition');
  },
  run: async (context, [name = '']) => {
    const profile = chosenProfile(context);
    const definitions = await profile.definitions();
    const message = messagesOf(profile).find(({ method }) => method === name);
    if (message === undefined && !Object.hasOwn(definitions, name)) throw unknown(profile, name, definitions);
    const { output } = context;
    const result: Record<string, unknown> = { profile: profile.name, ...(message ?? { definition: name }) };
    if (message === undefined) {
      output.line(name);
      definition(context, definitions, name);
      return { code: ExitCode.ok, outcome: 'ok', result: { ...result, schema: definitions[name] } };
    }
    output.line(`${message.method}: ${SENDERS[message.kind]}`);
    if (message.isExperimental) output.line('Needs the experimental API.');
    for (const { name: gate } of profile.facts.gates[message.method] ?? [])
      output.line(`${gate} needs the experimental API.`);
    if (message.params === null) output.line('Takes no params.');
    else {
      output.line(`\nparams: ${message.params}`);
      definition(context, definitions, message.params);
      result.example = exampleOf(definitions, { $ref: message.params }, { elements: 1 });
      output.line(`\nexample:\n${JSON.stringify(result.example, null, 2)}`);
    }
    if (message.result !== null) {
      output.line(`\nresult: ${message.result}`);
      definition(context, definitions, message.result);
    }
    const named = namesBehind(definitions, [message.params, message.result]);
    if (named.length > 0)
      output.note(`Also: astc describe ${named.slice(0, 8).join(', ')}${named.length > 8 ? ', …' : ''}`);
    return { code: ExitCode.ok, outcome: 'ok', result };
  },
});

type Definitions = Awaited<ReturnType<Profile['definitions']>>;

/** The members of one definition, or its variants, a line each. */
function definition({ output }: CommandContext, definitions: Definitions, name: string): void {
  const schema = definitions[name];
  if (schema === undefined) return;
  for (const line of table(membersOf(schema))) output.line(line);
  for (const variant of schema.oneOf ?? schema.anyOf ?? []) {
    if (typeof variant === 'boolean' || variant.properties === undefined)
      output.line(`  | ${typeText(variant)}`);
    else {
      output.line('  |');
      for (const line of table(membersOf(variant))) output.line(`  ${line}`);
    }
  }
  if (schema.properties === undefined && schema.oneOf === undefined && schema.anyOf === undefined)
    output.line(`  ${typeText(schema)}`);
}

/** Required members first, since they must be written. */
function membersOf(schema: Schema): string[][] {
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {});
  members.sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)));
  return members.map(([name, type]) => [`  ${name}${required.has(name) ? '' : '?'}`, typeText(type)]);
}

function namesBehind(definitions: Definitions, from: readonly (string | null)[]): string[] {
  const names = from.flatMap((name) => (name === null ? [] : referencesIn(definitions[name])));
  return [...new Set(names)];
}

function unknown(profile: Profile, name: string, definitions: Definitions): UsageError {
  const methods = messagesOf(profile).map(({ method }) => method);
  const near = nearest(name, [...methods, ...Object.keys(definitions)]);
  const hint = near === undefined ? ' astc list shows what there is.' : ` Did you mean ${near}?`;
  return new UsageError('bad_option', `${profile.name} knows no ${name}.${hint}`);
}
