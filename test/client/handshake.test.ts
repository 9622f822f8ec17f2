import { describe, expect, it } from 'vitest';
import { compareVersions, nearestProfile, readServerInfo } from '../../src/client/handshake.js';

describe('readServerInfo', () => {
  it.each([
    ['codex-toy/0.118.0 (Debian 12; x86_64) xterm (codex-toy; 1.0)', '0.118.0'],
    ['My App 2/0.169.0-alpha.3 (Mac OS 15.1; arm64) unknown (My App 2; 9.9.9)', '0.169.0-alpha.3'],
    ['something without a version', undefined],
  ])('reads %s', (userAgent, version) => {
    expect(readServerInfo({ userAgent }).version).toBe(version);
  });
});

describe('nearestProfile', () => {
  const known = ['0.169.0', '0.118.0'];
  it.each([
    ['0.118.0', '0.118.0'],
    ['0.140.2', '0.118.0'],
    ['0.200.0', '0.169.0'],
    ['0.50.0', '0.118.0'],
    ['0.169.0-alpha.1', '0.169.0'],
    [undefined, '0.118.0'],
  ])('takes for %s the profile %s', (version, profile) => {
    expect(nearestProfile(version, known, '0.118.0')).toBe(profile);
  });

  it('compares versions by number, not by letter', () => {
    expect(compareVersions('0.9.0', '0.118.0')).toBeLessThan(0);
  });
});
