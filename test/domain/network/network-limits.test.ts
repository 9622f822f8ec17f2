import { describe, expect, it } from 'vitest';
import {
  allowsMethod,
  hostVerdict,
  type NetworkLimits,
  normalHost,
  withHostRules,
} from '../../../src/domain/network/network-limits.js';

const limits = (more: Partial<NetworkLimits>): NetworkLimits => ({
  allowed: [],
  denied: [],
  allowsLocal: false,
  mode: 'full',
  hasSocks: true,
  usesUpstream: true,
  isManaged: false,
  ...more,
});

describe('limits on hosts', () => {
  it.each([
    ['a.example', 'a.example', 'allowed'],
    ['A.Example.', 'a.example', 'allowed'],
    ['a.example', 'b.a.example', 'notAllowed'],
    ['*.a.example', 'b.a.example', 'allowed'],
    ['*.a.example', 'c.b.a.example', 'allowed'],
    ['*.a.example', 'a.example', 'notAllowed'],
    ['*.a.example', 'xa.example', 'notAllowed'],
    ['**.a.example', 'a.example', 'allowed'],
    ['**.a.example', 'b.a.example', 'allowed'],
    ['r*.a.example', 'r1.a.example', 'allowed'],
    ['r*.a.example', 'x.r1.a.example', 'notAllowed'],
    ['a.example', 'aXexample', 'notAllowed'],
    ['*', 'anything.example', 'allowed'],
    ['[::1]', '::1', 'allowed'],
  ])('%s and %s: %s', (pattern, host, verdict) => {
    expect(hostVerdict(host, limits({ allowed: [pattern] }), false)).toBe(verdict);
  });

  it('deny before they allow', () => {
    const both = limits({ allowed: ['*'], denied: ['**.a.example'] });
    expect(hostVerdict('b.a.example', both, false)).toBe('denied');
    expect(hostVerdict('b.example', both, false)).toBe('allowed');
  });

  it('let local hosts be reached by their own name alone, unless they are said to count like others', () => {
    expect(hostVerdict('localhost', limits({ allowed: ['*'] }), true)).toBe('notAllowedLocal');
    expect(hostVerdict('localhost', limits({ allowed: ['localhost'] }), true)).toBe('allowed');
    expect(hostVerdict('localhost', limits({ allowsLocal: true }), true)).toBe('notAllowed');
    expect(hostVerdict('localhost', limits({ allowsLocal: true, allowed: ['*'] }), true)).toBe('allowed');
  });

  it('grow by rules, of which those that deny win', () => {
    const ruled = withHostRules(limits({ allowed: ['x'] }), { allowed: ['a', 'b'], denied: ['b', 'x'] });
    expect(['a', 'b', 'x'].map((host) => hostVerdict(host, ruled, false))).toEqual([
      'allowed',
      'denied',
      'denied',
    ]);
  });

  it('let only reading methods through where they are to', () => {
    expect(
      ['GET', 'HEAD', 'OPTIONS', 'POST', 'CONNECT'].filter((one) => allowsMethod('limited', one)),
    ).toEqual(['GET', 'HEAD', 'OPTIONS']);
    expect(allowsMethod('full', 'POST')).toBe(true);
  });

  it('compare hosts without what makes no difference', () => {
    expect([' A.b. ', '[FE80::1]', '1.2.3.4'].map(normalHost)).toEqual(['a.b', 'fe80::1', '1.2.3.4']);
  });
});
