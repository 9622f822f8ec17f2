import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../src/protocol/index.js';
import { toErrorAnswer } from '../../src/server/error-map.js';
import { CODES } from './support/every-code.js';
import { ROWS } from './support/every-failure.js';
import { VERSIONS } from './support/test-server.js';

function rowOf({ method, failure }: (typeof ROWS)[number]): string {
  const [newer, older] = VERSIONS.map((version) => {
    const { code, message } = toErrorAnswer(failure, { method, quirks: loadProfile(version).quirks });
    return `${code} ${message.replaceAll('|', '\\|')}`;
  });
  return `| \`${failure.code}\` | ${method} | ${newer} | ${newer === older ? '〃' : older} |`;
}

describe('the answers to failures', () => {
  test('exist for every code of the domain', () => {
    expect(new Set(ROWS.map(({ failure }) => failure.code))).toEqual(new Set(Object.keys(CODES)));
  });

  test('are what docs/errors.md says, row by row', () => {
    const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const written = text.split('\n').filter((line) => /^\| `[a-zA-Z]+` \|/.test(line));
    expect(written).toEqual(ROWS.map(rowOf));
  });

  test('carry data where the protocol has a place for it, and only there', () => {
    const context = { method: 'turn/steer', quirks: loadProfile().quirks };
    const withData = ROWS.filter(({ failure }) => toErrorAnswer(failure, context).data !== undefined);
    expect(withData.map(({ failure }) => failure.code)).toEqual([
      'inputTooLarge',
      'turnNotSteerable',
      'verificationInvalid',
      'verificationUnavailable',
      'readStateChanged',
    ]);
    expect(toErrorAnswer({ code: 'turnNotSteerable', turnKind: 'review' }, context).data).toEqual({
      message: 'cannot steer a review turn',
      codexErrorInfo: { activeTurnNotSteerable: { turnKind: 'review' } },
      additionalDetails: null,
      misalignment: null,
    });
  });
});
