import { expect, it } from 'vitest';
import { planTypeOf } from '../../../src/domain/login/account.js';

it.each([
  ['pro', 'pro'],
  ['Pro', 'pro'],
  ['hc', 'enterprise'],
  ['education', 'edu'],
  ['constructor', 'unknown'],
  ['no such plan', 'unknown'],
  [null, 'unknown'],
])('names the plan %j as %s', (raw, plan) => {
  expect(planTypeOf(raw)).toBe(plan);
});
