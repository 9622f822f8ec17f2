// Malformed params, put to the real servers and to our decoder: the same sentence, but for what is listed here.
// The servers are never initialized, so they decode and refuse; probe.ts runs them as nobody where this is root,
// and leaves out every method that could do harm if it were carried out after all.
import { describe, expect, it } from 'vitest';
import { mayBeProbed, type Probe, type ProbeAnswer, probe } from '../../scripts/generate/probe.js';
import { type Decode, loadDecoder, loadProfile, skeleton } from '../../src/protocol/index.js';
import { badParams } from '../protocol/bad-params.js';
import { realBinary, type Version } from './support/target.js';

const REFUSED = 'Not initialized';

/**
 * What differs, as `method: the real text`, names and numbers blurred. All of it is in arrays of members, where
 * members stand that no schema tells. A difference that is gone is to be struck off.
 */
const KNOWN_DIFFERENCES: Readonly<Record<Version, readonly string[]>> = {
  '0.118.0': [
    'thread/resume: invalid length n, expected struct variant ResponseItem::Reasoning with n elements',
    'thread/resume: invalid type: map, expected a string',
    'thread/resume: invalid type: sequence, expected a string',
    'thread/resume: invalid value: map, expected map with a single key',
  ],
  '0.169.0': [
    'thread/resume: invalid length n, expected struct variant ResponseItem::Message with n elements',
    'thread/settings/update: invalid type: boolean `…`, expected internally tagged enum LegacyReadOnlyAccess',
    'turn/start: invalid type: boolean `…`, expected internally tagged enum LegacyReadOnlyAccess',
  ],
};

/** Texts and numbers that need care in a sentence. */
const ODD_VALUES: readonly unknown[] = [
  '',
  'a "quoted" \\ text',
  'line\nbreak\ttab\u0000\u0007\u007f',
  'é ü 漢字 \u00a0 \u200b \ufeff \u2028 e\u0301',
  '\u{1f600}',
  1e300,
  2 ** 63,
  2 ** 53,
  2 ** 32,
  -(2 ** 62),
  0.1,
  0.001,
  0.0001,
  0.00012345,
  0.00001,
  0.000001,
  1e-7,
  -1.5e-10,
  123456789.125,
];

describe.each<Version>(['0.169.0', '0.118.0'])('params that %s cannot read', (version) => {
  const profile = loadProfile(version);

  it('are never carried out: even good ones are refused before the handshake', async () => {
    const methods = profile.clientMethods.filter(mayBeProbed);
    const probes = await Promise.all(
      methods.map(async (method) => ({ method, params: await skeleton(profile, method) })),
    );
    const answers = await probe(realBinary(version), probes);
    expect(new Set(answers.map(textOf))).toEqual(new Set([REFUSED]));
  });

  it('are told what is wrong in the same words', async () => {
    const decode = await loadDecoder(profile);
    const definitions = await profile.definitions();
    const cases = badParams({ ...profile.facts, definitions });
    const answers = await probe(realBinary(version), cases);
    const differing = cases.filter((one, at) => textOf(answers[at]) !== oursOf(decode, one));
    expect(1 - differing.length / cases.length).toBeGreaterThan(0.998);
    const classes = differing.map((one) => `${one.method}: ${blurred(textOf(answers[cases.indexOf(one)]))}`);
    expect([...new Set(classes)].sort()).toEqual(KNOWN_DIFFERENCES[version]);
  });

  it('are quoted in the same way', async () => {
    const decode = await loadDecoder(profile);
    const cases = ODD_VALUES.flatMap((value): Probe[] => [
      { method: 'thread/list', params: value },
      { method: 'thread/list', params: { limit: value } },
      { method: 'thread/list', params: { sortKey: value } },
      { method: 'thread/archive', params: { threadId: value, [String(value)]: value } },
    ]);
    const answers = await probe(realBinary(version), cases);
    expect(cases.map((one) => oursOf(decode, one))).toEqual(answers.map(textOf));
  });
});

function oursOf(decode: Decode, { method, params }: Probe): string {
  const decoded = decode(method, params);
  return 'problem' in decoded ? decoded.problem : REFUSED;
}

function textOf(answer: ProbeAnswer | undefined): string {
  if (answer && 'error' in answer) return answer.error.replace(/^Invalid request: /, '');
  return JSON.stringify(answer);
}

function blurred(text: string): string {
  return text.replaceAll(/`[^`]*`/g, '`…`').replaceAll(/\d+/g, 'n');
}
