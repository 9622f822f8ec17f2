// What was taken over from other agents, by this server or by clients that recorded it.

import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { randomId } from '../../util/ids.js';
import type { FactStore } from '../facts/fact-store.js';
import type { ImportResult } from './import-ports.js';

export interface ImportHistories {
  /** Newest first. */
  list(): ResultOf<'externalAgentConfig/import/readHistories'>['data'];
  /** The id under which it is kept. @throws DomainError `storage` */
  record(imported: ParamsOf<'externalAgentConfig/import/recordHistory'>): string;
  /** What this server took over itself. @throws DomainError `storage` */
  keep(importId: string, providerId: string | null, results: readonly ImportResult[]): void;
}

export function createImportHistories(facts: FactStore, clock: Clock): ImportHistories {
  return {
    list: () =>
      [...facts.all('importHistory')]
        .map(([importId, history]) => ({ importId, ...history }))
        .sort((a, b) => b.completedAtMs - a.completedAtMs),
    record({ providerId, itemTypeResults }) {
      const importId = randomId();
      facts.put('importHistory', importId, {
        providerId,
        completedAtMs: clock.now(),
        successes: itemTypeResults.flatMap(({ successes }) =>
          successes.map(({ itemType, cwd = null, source = null, target = null, title = null }) => ({
            itemType,
            cwd,
            source,
            target,
            title,
          })),
        ),
        failures: itemTypeResults.flatMap(({ failures }) =>
          failures.map((failure) => ({
            itemType: failure.itemType,
            errorType: failure.errorType ?? null,
            subErrorType: failure.subErrorType ?? null,
            failureStage: failure.failureStage,
            message: failure.message,
            cwd: failure.cwd ?? null,
            source: failure.source ?? null,
          })),
        ),
      });
      return importId;
    },
    keep(importId, providerId, results) {
      facts.put('importHistory', importId, {
        providerId,
        completedAtMs: clock.now(),
        successes: results.flatMap(({ successes }) => successes),
        failures: results.flatMap(({ failures }) => failures),
      });
    },
  };
}
