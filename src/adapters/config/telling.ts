// Refusals of a configuration in the words of whoever wanted to know something of it.

import { asProblem, type ConfigProblem } from './config-problem.js';
import { ConfigUnreadable } from './configuration-contract.js';

type Failure = Extract<keyof ConfigProblem, 'readFailure' | 'reloadFailure' | 'providersFailure' | 'details'>;

/** What `read` gives. @throws ConfigUnreadable in the words of `failure` */
export function telling<T>(failure: Failure, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new ConfigUnreadable(asProblem(cause)[failure], { cause });
  }
}
