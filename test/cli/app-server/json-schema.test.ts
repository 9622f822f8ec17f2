import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeJsonSchema } from '../../../src/cli/app-server/json-schema.js';
import {
  compareSurfaces,
  type RawBundle,
  surfaceOfBundles,
  surfaceOfProfile,
} from '../../../src/drift/index.js';
import { loadProfile, profileNames } from '../../../src/protocol/index.js';

let dir = '';
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function written(version: string, experimental: boolean): Promise<RawBundle> {
  const out = path.join(dir, String(experimental));
  await writeJsonSchema({ out, experimental }, version);
  const file = path.join(out, 'codex_app_server_protocol.schemas.json');
  return JSON.parse(readFileSync(file, 'utf8')) as RawBundle;
}

describe('the schemas that are written', () => {
  it.each(profileNames)('say of %s what its profile says, to whoever compares the two', async (version) => {
    dir = mkdtempSync(path.join(tmpdir(), 'schemas-'));
    const [stable, experimental] = [await written(version, false), await written(version, true)];
    const own = await surfaceOfProfile(loadProfile(version));
    const read = surfaceOfBundles(version, { stable, experimental });
    expect(read.methods.clientRequest.size).toBe(own.methods.clientRequest.size);
    expect(compareSurfaces(own, read).changes).toEqual([]);
    expect(compareSurfaces(read, own).changes).toEqual([]);
  });
});
