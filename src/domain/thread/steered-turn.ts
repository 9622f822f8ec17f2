// Which turn a client steers, or why none: judged in the order of each version, which shows when several things are wrong.
import type { TurnInput } from '../agent.js';
import { DomainError } from '../errors.js';
import type { TurnRunner } from '../turn/turn-runner.js';
import type { UserShellRunner } from '../turn/user-shell-runner.js';
import type { TurnQueue } from './turn-queue.js';

interface Asked {
  readonly expectedTurnId: string;
  readonly steerJudgesTurnFirst: boolean;
}

/** @throws DomainError `expectedTurnIdEmpty` | `inputEmpty` | `noActiveTurn` | `turnMismatch` | `turnNotSteerable` */
export function steeredTurn(
  turns: TurnQueue,
  { input }: TurnInput,
  { expectedTurnId, steerJudgesTurnFirst }: Asked,
): TurnRunner | UserShellRunner {
  if (expectedTurnId === '') throw new DomainError({ code: 'expectedTurnIdEmpty' });
  const assertSaid = (): void => {
    if (input.length === 0) throw new DomainError({ code: 'inputEmpty' });
  };
  if (!steerJudgesTurnFirst) assertSaid();
  const running = turns.takingInput ?? turns.closedTurn;
  if (running === null) throw new DomainError({ code: 'noActiveTurn', wanted: 'steer' });
  if (running.turnId !== expectedTurnId) throw turnMismatch('steer', expectedTurnId, running.turnId);
  assertSaid();
  if (running.kind === 'review' || running.kind === 'compact') {
    throw new DomainError({ code: 'turnNotSteerable', turnKind: running.kind });
  }
  return running;
}

export function turnMismatch(wanted: 'steer' | 'interrupt', expected: string, actual: string): DomainError {
  return new DomainError({ code: 'turnMismatch', wanted, expected, actual });
}
