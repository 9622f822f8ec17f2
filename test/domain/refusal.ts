// Tells by its code what the domain refused.

import { DomainError } from '../../src/domain/errors.js';

export const NOTHING_REFUSED = 'nothing was refused';

export function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof DomainError) return thrown.failure.code;
  }
  return NOTHING_REFUSED;
}

export async function failureLater(act: () => Promise<unknown>): Promise<string> {
  return act().then(
    () => NOTHING_REFUSED,
    (thrown: unknown) => (thrown instanceof DomainError ? thrown.failure.code : String(thrown)),
  );
}
