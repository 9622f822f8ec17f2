import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('the client library', () => {
  it.each(['client', 'protocol'])(
    '%s can be bundled for a browser: no node module is reachable',
    async (door) => {
      const result = await build({
        entryPoints: [`src/${door}/index.ts`],
        bundle: true,
        platform: 'browser',
        format: 'esm',
        write: false,
        metafile: true,
        logLevel: 'silent',
      });
      expect(result.errors).toEqual([]);
      const inputs = Object.keys(result.metafile.inputs);
      expect(inputs).toContain(`src/${door}/index.ts`);
      expect(inputs.filter((input) => input.startsWith('src/transport/') || input.includes('node:'))).toEqual(
        [],
      );
    },
  );
});
