import { describe, expect, it } from 'vitest';
import {
  methodRows,
  ofWrongTypes,
  tooEarly,
  withoutMembers,
} from '../../src/conformance/support/every-method.js';
import { loadProfile, profileNames } from '../../src/protocol/index.js';

const methodsOf = (rows: readonly { readonly method: string }[]): string[] =>
  [...new Set(rows.map(({ method }) => method))].sort();

describe.each(profileNames)('the requests that %s must refuse', (version) => {
  const profile = loadProfile(version);
  const all = profile.clientMethods.filter((method) => method !== 'initialize').sort();

  it('name every method before the handshake, with params that can be read and with none', async () => {
    const doomed = await tooEarly(profile);
    const readable = doomed.filter(({ message }) => message === 'Not initialized');
    expect(methodsOf(readable)).toEqual(all);
    expect(methodsOf(doomed.filter(({ params }) => JSON.stringify(params) === '{}'))).toEqual(all);
  });

  it('name every experimental method', async () => {
    const experimental = all.filter((method) => profile.methodInfo(method)?.experimental === true);
    const rows = (await methodRows(profile)).filter(({ isExperimental }) => isExperimental);
    expect(methodsOf(rows)).toEqual(experimental);
    expect(experimental).not.toEqual([]);
  });

  it('leave out and mistake a member of every method that needs one', async () => {
    const definitions = await profile.definitions();
    const needy = all.filter((method) => {
      const definition = definitions[profile.methodInfo(method)?.params ?? ''] ?? true;
      const variants = typeof definition === 'boolean' ? [] : (definition.oneOf ?? definition.anyOf ?? []);
      return [definition, ...variants].some((one) => typeof one !== 'boolean' && one.required !== undefined);
    });
    expect(needy.length).toBeGreaterThan(50);
    expect(methodsOf(await withoutMembers(profile))).toEqual(needy);
    expect(methodsOf(await ofWrongTypes(profile))).toEqual(needy);
  });

  it('name nothing that could be touched', async () => {
    const rows = await methodRows(profile);
    expect(JSON.stringify(rows.map(({ params }) => params ?? null))).not.toContain('"/"');
  });
});
