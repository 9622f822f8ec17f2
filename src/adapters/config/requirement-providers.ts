// Model providers that requirements.toml describes: everybody has them, instead of their own of the same name. What may
// stand in them is what may stand in a configuration. 0.118.0 knows none. Pure.

import { complaintAbout } from './config-schema.js';
import { TABLES_0169 } from './config-tables-0169.js';
import { filledIn } from './filled-view.js';
import { type Shape, told } from './requirement-shape.js';
import { struct } from './requirement-tables.js';
import { isTree, type Tree } from './tree.js';

const KEY = 'model_providers';

const MEMBERS = Object.keys(TABLES_0169[`${KEY}.*`]?.shown ?? {});

/** What can be wrong with one is told by `providersProblem`. */
export const PROVIDERS: Shape = {
  each: struct('ModelProviderInfo', Object.fromEntries(MEMBERS.map((key) => [key, 'known']))),
};

/** What is wrong with them, as 0.169.0 tells it; null: nothing. */
export function providersProblem({ [KEY]: providers }: Tree): string | null {
  if (providers === undefined) return null;
  const complaint = complaintAbout({ [KEY]: providers }, '0.169.0');
  if (complaint === null) return null;
  const { path, message } = complaint;
  // Of what stands where it may, the message says the rest itself.
  if (isTree(providers) && path.length === 1) return message;
  return `failed to parse merged requirements: ${told(message, path.join('.'))}`;
}

/** By name, without what nobody knows. */
export function demandedProviders({ [KEY]: providers }: Tree): [string, Tree][] {
  return Object.entries(isTree(providers) ? providers : {}).map(([id, provider]) => {
    const said = Object.entries(isTree(provider) ? provider : {});
    return [id, Object.fromEntries(said.filter(([key]) => MEMBERS.includes(key)))];
  });
}

/** By name, with every member that one has; null where there are none. */
export function shownProviders(tree: Tree): unknown {
  const providers = demandedProviders(tree);
  if (providers.length === 0) return null;
  return filledIn({ [KEY]: Object.fromEntries(providers) }, TABLES_0169)[KEY];
}
