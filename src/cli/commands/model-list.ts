// `astc model-list`: all models, page by page.

import type { Client } from '../../client/index.js';
import type { Model, ResultOf } from '../../protocol/index.js';
import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import { clip, table } from '../output/text.js';

export const command = defineCommand<{ includeHidden?: boolean }>({
  define(command) {
    command.option('--include-hidden', 'also those that the server hides from pickers');
  },
  run: async (context, _args, { includeHidden }) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
      const models = await allModels(client, includeHidden, context.stopped);
      for (const line of table(models.map(row))) context.output.line(line);
      return { code: ExitCode.ok, outcome: 'ok', result: { models } };
    });
  },
});

async function allModels(
  client: Client,
  includeHidden: boolean | undefined,
  signal: AbortSignal,
): Promise<Model[]> {
  const models: Model[] = [];
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: ResultOf<'model/list'> = await client.call(
      'model/list',
      { cursor, includeHidden },
      { signal },
    );
    models.push(...page.data);
    cursor = page.nextCursor;
    // A server that repeats a cursor would keep us here for ever.
    if (cursor !== null && seen.has(cursor)) break;
    if (cursor !== null) seen.add(cursor);
  } while (cursor !== null);
  return models;
}

function row(model: Model): string[] {
  const marks = [model.isDefault ? 'default' : '', model.hidden ? 'hidden' : ''].filter(
    (mark) => mark !== '',
  );
  const efforts = model.supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort).join(' ');
  return [model.id, model.displayName, marks.join(' '), efforts, clip(model.description, 60)];
}
