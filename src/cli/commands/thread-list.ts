// `astc thread-list`: one page of threads, the newest first.

import type { Thread } from '../../protocol/index.js';
import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { ago, clip, table } from '../output/text.js';

interface Options {
  readonly limit: string;
  readonly cursor?: string;
  readonly archived?: boolean;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--limit <count>', 'how many', '20')
      .option('--cursor <cursor>', 'go on where an earlier list ended')
      .option('--archived', 'archived threads instead');
  },
  run: async (context, _args, { limit, cursor, archived }) => {
    refuseDynamicTools(context);
    const params = { limit: readLimit(limit), cursor, archived };
    return withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
      const page = await client.call('thread/list', params, { signal: context.stopped });
      const now = context.io.clock.now();
      for (const line of table(page.data.map((thread) => row(thread, now)))) context.output.line(line);
      if (page.data.length === 0) context.output.note('No threads yet: send a message first.');
      if (page.nextCursor !== null) context.output.note(`There are more: --cursor '${page.nextCursor}'`);
      return {
        code: ExitCode.ok,
        outcome: 'ok',
        result: { threads: page.data, nextCursor: page.nextCursor },
      };
    });
  },
});

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= 0xffff_ffff) return limit;
  throw new UsageError('bad_option', `--limit ${text} is not a positive whole number.`);
}

function row({ id, status, updatedAt, name, preview }: Thread, now: number): string[] {
  return [id, status.type, ago(updatedAt * 1000, now), clip(name ?? preview, 60)];
}
