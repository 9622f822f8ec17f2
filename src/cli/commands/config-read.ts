// `astc config-read`: the configuration in force, one setting a line, with where it comes from.

import { listAt, textAt } from '../../util/peek.js';
import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly includeLayers?: boolean;
  readonly cwd?: string;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--include-layers', 'also the layers that were merged, the strongest first')
      .option('--cwd <path>', 'as seen from this folder');
  },
  run: async (context, _args, { includeLayers = false, cwd }) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
      const read = await client.call('config/read', { includeLayers, cwd }, { signal: context.stopped });
      const clean = context.redactor.value(read.config);
      for (const [key, value] of settings(clean)) {
        const origin = textAt(read.origins, key, 'name', 'type');
        context.output.line(
          `${key} = ${JSON.stringify(value)}${origin === undefined ? '' : `  # ${origin}`}`,
        );
      }
      for (const layer of listAt(read, 'layers')) {
        const file = textAt(layer, 'name', 'file');
        context.output.line(
          `layer ${textAt(layer, 'name', 'type') ?? 'unknown'}${file === undefined ? '' : ` ${file}`}`,
        );
      }
      return { code: ExitCode.ok, outcome: 'ok', result: { ...read } };
    });
  },
});

/** Dotted keys of everything that is set. */
function settings(value: unknown, prefix = ''): [key: string, value: unknown][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[prefix, value]];
  return Object.entries(value).flatMap(([name, entry]) =>
    settings(entry, prefix === '' ? name : `${prefix}.${name}`),
  );
}
