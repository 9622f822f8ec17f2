// Which models there are beyond those that a version knows by itself: the provider is asked on behalf of whoever is
// signed in, and what it said counts for a while, across restarts too.

import { createHash } from 'node:crypto';
import type { ModelInfo } from '../../domain/model-info.js';
import type { ModelProvider } from '../model/provider.js';
import type { CachedModels, CacheKey, ModelsCache } from './models-cache.js';

/** `replaces`: there are no others; otherwise they stand beside and before those of the same name. */
export interface ToldModels {
  readonly models: readonly ModelInfo[];
  readonly replaces: boolean;
}

export interface AccountModelsDeps {
  readonly version: string;
  /** Models belong to provider and account; otherwise all that was told counts until something else is. */
  readonly isOfAccount: boolean;
  /** Who is asked as things stand; null: nobody. */
  provider(): ModelProvider | null;
  /** A ChatGPT account that is in use. */
  account(): { readonly mode: string; readonly accountId: string | null } | null;
  /** @throws whatever kept the provider from telling */
  ask(provider: ModelProvider, originator: string): Promise<CachedModels>;
  readonly cache: ModelsCache;
  /** What kept the provider from telling; the models known until then stay. */
  onFailure(thrown: unknown): void;
}

interface Known extends CachedModels {
  readonly identity: string | null;
  readonly told: ToldModels;
}

const NOTHING: ToldModels = { models: [], replaces: false };

export class AccountModels {
  readonly #deps: AccountModelsDeps;
  #known: Known | undefined;
  #asking: { readonly identity: string | null; readonly answer: Promise<void> } | undefined;

  constructor(deps: AccountModelsDeps) {
    this.#deps = deps;
  }

  /** The same object until there is another answer. */
  told(): ToldModels {
    const isTheirs = this.#known !== undefined && this.#known.identity === this.#identity();
    return isTheirs ? (this.#known?.told ?? NOTHING) : NOTHING;
  }

  /** Asks where what is known is too old. Never throws. */
  async refresh(originator: string): Promise<void> {
    const provider = this.#deps.provider();
    if (provider === null && this.#deps.isOfAccount) return;
    const cached = await this.#deps.cache.load(this.#key());
    if (cached !== null) this.#take(cached);
    else if (provider !== null) await this.#ask(provider, originator);
  }

  /** The provider has named the state of its models along with something else. Never throws. */
  async seen(etag: string, originator: string): Promise<void> {
    const provider = this.#deps.provider();
    if (this.#known !== undefined && this.#known.etag === etag) await this.#deps.cache.renew();
    else if (provider !== null) await this.#ask(provider, originator);
  }

  /** Who asks meanwhile waits for the same answer. */
  #ask(provider: ModelProvider, originator: string): Promise<void> {
    const identity = this.#identity();
    if (this.#asking === undefined || this.#asking.identity !== identity) {
      const answer = this.#askAnew(provider, originator).finally(() => {
        if (this.#asking?.answer === answer) this.#asking = undefined;
      });
      this.#asking = { identity, answer };
    }
    return this.#asking.answer;
  }

  async #askAnew(provider: ModelProvider, originator: string): Promise<void> {
    const key = this.#key();
    try {
      const answer = await this.#deps.ask(provider, originator);
      // Somebody else may have signed in meanwhile.
      if (key.identity !== this.#identity()) return;
      this.#take(answer);
      await this.#deps.cache.save(answer, key);
    } catch (thrown) {
      this.#deps.onFailure(thrown);
    }
  }

  #take(answer: CachedModels): void {
    const { models } = answer;
    const isAny = models.some(({ visibility }) => visibility === 'list');
    const replaces = this.#deps.isOfAccount && isAny && this.#deps.account() !== null;
    this.#known = { ...answer, identity: this.#identity(), told: { models, replaces } };
  }

  #key(): CacheKey {
    return { version: this.#deps.version, identity: this.#identity() };
  }

  #identity(): string | null {
    if (!this.#deps.isOfAccount) return null;
    const account = this.#deps.account();
    const of = [this.#deps.provider()?.id ?? null, account?.mode ?? null, account?.accountId ?? null];
    return createHash('sha256').update(JSON.stringify(of)).digest('hex');
  }
}
