// `--dynamic-tools`: reads the tools to offer, and starts a thread with them.

import path from 'node:path';
import type { DynamicToolSpec } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import type { CommandContext } from './command.js';
import type { Connection } from './connect.js';
import { UsageError } from './errors.js';

/**
 * Starts a thread with the tools of `--dynamic-tools`, if any, and gives its id.
 * @throws UsageError when the tools cannot be read, or the server would refuse them for want of the experimental API
 */
export async function startThread(
  context: CommandContext,
  { client }: Connection,
  { experimentalApi, cwd }: { experimentalApi: boolean; cwd?: string | undefined },
): Promise<string> {
  const dynamicTools = await readDynamicTools(context.options.dynamicTools);
  if (dynamicTools !== undefined && !experimentalApi) {
    throw new UsageError(
      'no_effect',
      '--dynamic-tools needs the experimental API: use send-message-v2 --experimental-api, or send-follow-up-v2.',
    );
  }
  const params = {
    ...(cwd === undefined ? {} : { cwd: path.resolve(context.io.cwd, cwd) }),
    ...(dynamicTools === undefined ? {} : { dynamicTools }),
  };
  const { thread } = await client.startThread(params, { signal: context.stopped });
  return thread.id;
}

/** For commands that start no thread. @throws UsageError `no_effect` */
export function refuseDynamicTools({ options }: CommandContext): void {
  if (options.dynamicTools === undefined) return;
  throw new UsageError(
    'no_effect',
    '--dynamic-tools has no effect here: only commands that start a thread offer tools.',
  );
}

/** One tool or an array of them, given as JSON or as `@file`. @throws UsageError `bad_option` */
async function readDynamicTools(text: string | undefined): Promise<DynamicToolSpec[] | undefined> {
  if (text === undefined) return undefined;
  const json = text.startsWith('@') ? await readJsonFile(text.slice(1)) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (thrown) {
    throw new UsageError('bad_option', `--dynamic-tools is not valid JSON: ${messageOf(thrown)}.`);
  }
  const tools: unknown[] = Array.isArray(value) ? value : [value];
  for (const tool of tools) {
    if (typeof tool !== 'object' || tool === null || Array.isArray(tool)) {
      throw new UsageError('bad_option', '--dynamic-tools wants one JSON object, or an array of them.');
    }
  }
  return tools as DynamicToolSpec[]; // the server checks their members and says what is wrong
}

async function readJsonFile(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new UsageError('bad_option', `--dynamic-tools @${path} cannot be read: ${messageOf(thrown)}.`);
  }
}
