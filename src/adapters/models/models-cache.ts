// models_cache.json: what a provider last said of its models, kept for a while, in the file that the real servers use.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelInfo } from '../../domain/model-info.js';
import type { Clock } from '../../util/clock.js';
import { isRecord, textAt } from '../../util/peek.js';
import { replaceFile } from '../files/replace-file.js';
import { modelsIn } from './model-info.js';

export interface CachedModels {
  readonly models: readonly ModelInfo[];
  readonly etag: string | null;
}

/** Whose models they are: another version or account has others. `identity` is null where that does not count. */
export interface CacheKey {
  readonly version: string;
  readonly identity: string | null;
}

const GOOD_FOR_MS = 300_000;

export class ModelsCache {
  readonly #file: string;
  readonly #clock: Clock;

  constructor(codexHome: string, clock: Clock) {
    this.#file = join(codexHome, 'models_cache.json');
    this.#clock = clock;
  }

  /** Null where there is nothing that still counts. */
  async load({ version, identity }: CacheKey): Promise<CachedModels | null> {
    const kept = await this.#read();
    if (kept === null || textAt(kept, 'client_version') !== version) return null;
    if (identity !== null && textAt(kept, 'identity') !== identity) return null;
    const at = Date.parse(textAt(kept, 'fetched_at') ?? '');
    if (!(this.#clock.now() - at <= GOOD_FOR_MS)) return null;
    try {
      return { models: modelsIn(kept, version), etag: textAt(kept, 'etag') ?? null };
    } catch {
      return null;
    }
  }

  /** A home that takes no files has no cache. */
  async save({ models, etag }: CachedModels, { version, identity }: CacheKey): Promise<void> {
    await this.#write({
      ...(etag === null ? {} : { etag }),
      client_version: version,
      ...(identity === null ? {} : { identity }),
      models,
    });
  }

  /** The provider has said that nothing has changed. */
  async renew(): Promise<void> {
    const kept = await this.#read();
    if (kept !== null) await this.#write(kept);
  }

  async #read(): Promise<Record<string, unknown> | null> {
    try {
      const kept = JSON.parse(await readFile(this.#file, 'utf8')) as unknown;
      return isRecord(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  async #write(kept: Record<string, unknown>): Promise<void> {
    const text = JSON.stringify({ ...kept, fetched_at: new Date(this.#clock.now()).toISOString() }, null, 2);
    await replaceFile(this.#file, text, 0o644).catch(() => undefined);
  }
}
