import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsRegion } from '../../../src/adapters/clouds/cloud-credentials.js';

const NONE = { profile: null, region: null };

describe('the region of Amazon Bedrock', () => {
  let home: string;
  let env: Record<string, string>;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'astc-aws-'));
    env = { HOME: home, AWS_CONFIG_FILE: join(home, 'config') };
    writeFileSync(join(home, 'config'), '[default]\nregion = a\n[profile x]\nregion = b\n');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('is the configured one before that of the environment, and that before a profile’s', async () => {
    const inUse = { ...env, AWS_REGION: 'c', AWS_DEFAULT_REGION: 'd' };
    expect(await awsRegion(inUse, { profile: 'x', region: 'e' }, 'id')).toEqual({ region: 'e' });
    expect(await awsRegion(inUse, { profile: 'x', region: '' }, 'id')).toEqual({ region: 'c' });
    expect(await awsRegion({ ...env, AWS_DEFAULT_REGION: 'd' }, NONE, 'id')).toEqual({ region: 'd' });
    expect(await awsRegion(env, { profile: 'x', region: null }, 'id')).toEqual({ region: 'b' });
    expect(await awsRegion({ ...env, AWS_PROFILE: 'x' }, NONE, 'id')).toEqual({ region: 'b' });
    expect(await awsRegion(env, NONE, 'id')).toEqual({ region: 'a' });
  });

  it('is not guessed', async () => {
    expect(await awsRegion(env, { profile: 'nobody', region: null }, 'id')).toMatchObject({
      problem: expect.stringContaining('did not resolve a region'),
    });
    expect(await awsRegion({ ...env, AWS_BEARER_TOKEN_BEDROCK: 'k' }, NONE, 'id')).toMatchObject({
      problem: expect.stringContaining('`model_providers.id.aws.region`'),
    });
  });
});
