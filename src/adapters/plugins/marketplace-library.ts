// Adds, removes and upgrades marketplaces. Folders stay where they are; repositories are checked out below CODEX_HOME,
// in the places and with the notes of the real server.

import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type MarketplaceOrigin, originRefusal } from '../../domain/plugins/marketplace-policy.js';
import {
  type NamedSource,
  parseSource,
  RESERVED_MARKETPLACES,
} from '../../domain/plugins/marketplace-source.js';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import { marketplaceNameProblem } from '../../domain/plugins/plugin-id.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import type { ResultOf } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import { inTemporaryFolder, replaceFolder } from '../files/folders.js';
import { isFile, isFolder } from '../files/look.js';
import { osErrorText } from '../files/os-error.js';
import {
  type ConfiguredMarketplace,
  checkoutFolder,
  checkoutsFolder,
  configuredMarketplaces,
  originOf,
} from './configured-marketplaces.js';
import { type Checkout, checkOut, headOf, remoteRevision } from './git-checkout.js';
import { loadMarketplace, marketplaceFileIn } from './marketplace-files.js';
import type { PluginSettings } from './plugin-settings.js';

/** In the root of a marketplace that came from a repository: what it was made of. */
const NOTE = '.codex-marketplace-install.json';

export interface MarketplaceLibraryDeps {
  /** Absolute. */
  readonly codexHome: string;
  readonly home: string | null;
  /** Relative sources lie in it; absolute. */
  readonly cwd: string;
  /** What git finds in its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly rules: PluginRules;
  readonly settings: PluginSettings;
}

type Added = ResultOf<'marketplace/add'>;

export class MarketplaceLibrary {
  readonly #deps: MarketplaceLibraryDeps;

  constructor(deps: MarketplaceLibraryDeps) {
    this.#deps = deps;
  }

  /** @throws PluginFailure */
  async add(named: NamedSource): Promise<Added> {
    const source = parseSource(named);
    if (source.type === 'git') {
      const { url, refName: ref, sparsePaths } = source;
      this.#assertAllowed({ type: 'git', url, ref });
      return this.#addRepository({ url, ref, sparsePaths });
    }
    const root = await this.#folder(source.path);
    this.#assertAllowed({ type: 'local', path: root });
    const known = this.#configured().find(({ source: its, isGit }) => !isGit && its === root);
    if (known !== undefined) return { marketplaceName: known.name, installedRoot: root, alreadyAdded: true };
    const name = await this.#nameOf(root);
    this.#assertFree(name);
    await this.#deps.settings.put(['marketplaces', name], { source_type: 'local', source: root });
    return { marketplaceName: name, installedRoot: root, alreadyAdded: false };
  }

  /** @throws PluginFailure */
  async remove(name: string): Promise<ResultOf<'marketplace/remove'>> {
    const { codexHome, settings } = this.#deps;
    const problem = marketplaceNameProblem(name);
    if (problem !== null) throw new PluginFailure(problem);
    const folder = checkoutFolder(codexHome, name);
    const isCheckedOut = isFolder(folder);
    const table = settings.read().marketplaces;
    const isConfigured = isRecord(table) && Object.hasOwn(table, name);
    if (!isConfigured && !isCheckedOut)
      throw new PluginFailure(`marketplace \`${name}\` is not configured or installed`);
    if (isConfigured) await settings.drop(['marketplaces', name]);
    if (isCheckedOut) await rm(folder, { recursive: true, force: true });
    return { marketplaceName: name, installedRoot: isCheckedOut ? folder : null };
  }

  /** Null: all that come from repositories. @throws PluginFailure where the one that is meant does not */
  async upgrade(name: string | null): Promise<ResultOf<'marketplace/upgrade'>> {
    const selected = this.#configured().filter((one) => one.isGit && (name === null || one.name === name));
    if (name !== null && selected.length === 0)
      throw new PluginFailure(`marketplace \`${name}\` is not configured as a Git marketplace`);
    const upgradedRoots: string[] = [];
    const errors: { marketplaceName: string; message: string }[] = [];
    for (const marketplace of selected) {
      try {
        if (await this.#bringUpToDate(marketplace)) upgradedRoots.push(marketplace.root);
      } catch (thrown) {
        if (!(thrown instanceof PluginFailure)) throw thrown;
        errors.push({ marketplaceName: marketplace.name, message: thrown.message });
      }
    }
    return { selectedMarketplaces: selected.map((one) => one.name), upgradedRoots, errors };
  }

  /** @throws PluginFailure */
  #assertAllowed(origin: MarketplaceOrigin): void {
    const policy = this.#deps.settings.policy();
    const why = policy === null ? null : originRefusal(origin, policy);
    if (why !== null) throw new PluginFailure(why);
  }

  #configured(): ConfiguredMarketplace[] {
    const { settings, codexHome } = this.#deps;
    return configuredMarketplaces(settings.read(), codexHome);
  }

  async #addRepository(wanted: Checkout): Promise<Added> {
    const { codexHome, settings } = this.#deps;
    const known = this.#configured().find((one) => one.isGit && isSame(one, wanted) && isFolder(one.root));
    if (known !== undefined)
      return { marketplaceName: known.name, installedRoot: known.root, alreadyAdded: true };
    return this.#staged(wanted, async (folder) => {
      const name = await this.#nameOf(folder);
      this.#assertFree(name);
      const root = checkoutFolder(codexHome, name);
      await replaceFolder(folder, root, `${folder}.before`);
      await settings.put(['marketplaces', name], {
        source_type: 'git',
        source: wanted.url,
        ...(wanted.ref === null ? {} : { ref: wanted.ref }),
        ...(wanted.sparsePaths.length === 0 ? {} : { sparse_paths: [...wanted.sparsePaths] }),
      });
      return { marketplaceName: name, installedRoot: root, alreadyAdded: false };
    });
  }

  /** Resolves with whether there was anything newer. */
  async #bringUpToDate(marketplace: ConfiguredMarketplace): Promise<boolean> {
    const { name, source: url, ref, sparsePaths, root } = marketplace;
    this.#assertAllowed(originOf(marketplace));
    const revision = await remoteRevision(url, ref, this.#deps.env);
    if ((await noteIn(root)) === JSON.stringify(noteOf(marketplace, revision))) return false;
    await this.#staged({ url, ref, sparsePaths }, async (folder) => {
      const found = await this.#nameOf(folder);
      if (found !== name)
        throw new PluginFailure(
          `upgraded marketplace name \`${found}\` does not match configured marketplace \`${name}\``,
        );
      const note = noteOf(marketplace, await headOf(folder, this.#deps.env));
      await writeFile(join(folder, NOTE), JSON.stringify(note, null, 2));
      await replaceFolder(folder, root, `${folder}.before`);
    });
    return true;
  }

  /** Lets `use` have a checkout that is gone afterwards, unless it was moved elsewhere. */
  async #staged<T>(wanted: Checkout, use: (folder: string) => Promise<T>): Promise<T> {
    const parent = join(checkoutsFolder(this.#deps.codexHome), '.staging');
    return inTemporaryFolder(parent, `marketplace-${process.platform}-`, async (staging) => {
      const folder = join(staging, 'checkout');
      await mkdir(folder);
      await checkOut(wanted, folder, this.#deps.env);
      return use(folder);
    });
  }

  /** @throws PluginFailure */
  async #folder(path: string): Promise<string> {
    const { home, cwd } = this.#deps;
    const named = path.startsWith('~/') && home !== null ? join(home, path.slice(2)) : resolve(cwd, path);
    if (isFile(named)) throw new PluginFailure('local marketplace source must be a directory, not a file');
    try {
      return await realpath(named);
    } catch (cause) {
      throw new PluginFailure(`failed to resolve local marketplace source path: ${osErrorText(cause)}`, {
        cause,
      });
    }
  }

  /** What the marketplace in a folder is called. @throws PluginFailure */
  async #nameOf(root: string): Promise<string> {
    const { rules } = this.#deps;
    const file = marketplaceFileIn(root, rules);
    if (file === null)
      throw new PluginFailure(
        `invalid marketplace file \`${root}\`: marketplace root does not contain a supported manifest`,
      );
    const { name } = await loadMarketplace(file, rules);
    const problem = marketplaceNameProblem(name);
    if (problem !== null) throw new PluginFailure(problem);
    return name;
  }

  /** @throws PluginFailure */
  #assertFree(name: string): void {
    if (RESERVED_MARKETPLACES.has(name))
      throw new PluginFailure(`marketplace \`${name}\` is reserved and cannot be added from this source`);
    if (this.#configured().some((one) => one.name === name))
      throw new PluginFailure(
        `marketplace '${name}' is already added from a different source; remove it before adding this source`,
      );
  }
}

function isSame(one: ConfiguredMarketplace, { url, ref, sparsePaths }: Checkout): boolean {
  return (
    one.source === url && one.ref === ref && JSON.stringify(one.sparsePaths) === JSON.stringify(sparsePaths)
  );
}

function noteOf({ source, ref, sparsePaths }: ConfiguredMarketplace, revision: string) {
  return { source_type: 'git', source, ref_name: ref, sparse_paths: sparsePaths, revision };
}

/** As compact JSON; null where none can be read. */
async function noteIn(root: string): Promise<string | null> {
  try {
    return JSON.stringify(JSON.parse(await readFile(join(root, NOTE), 'utf8')));
  } catch {
    return null;
  }
}
