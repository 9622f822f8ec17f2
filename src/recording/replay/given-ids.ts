// Which ids of a recorded client's frame the server had made, and where it said them first.

import { idsIn } from '../compare/tokens.js';
import type { Step } from './steps.js';

export interface GivenId {
  readonly id: string;
  /** The step of the server that named it first. */
  readonly by: Step;
}

/** Ids that the client made itself are not among them. */
export function givenIds(steps: readonly Step[], { index, text }: Step): GivenId[] {
  const before = steps.slice(0, index);
  return idsIn(text).flatMap((id): GivenId[] => {
    const by = before.find((step) => step.text.includes(id));
    return by?.dir === 'in' ? [{ id, by }] : [];
  });
}
