// fuzzyFileSearch and its sessions: files by a few letters of their path.

import { concurrent } from '../concurrent.js';
import { createFileSearches } from '../file-searches.js';
import { foundFile } from '../found-file.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

export const fuzzyFileSearch = defineRoom('fuzzyFileSearch', ({ agent, profile, walker }) => {
  const searches = createFileSearches({
    walker,
    rules: {
      smartCase: profile.quirks.fileSearchIsSmartCase,
      namesComeFirst: profile.quirks.fileSearchPutsNamesFirst,
    },
    tell: (event) => agent.hub.emit({ scope: 'all', event }),
  });
  return {
    fuzzyFileSearch: concurrent(async ({ query, roots, cancellationToken }, { closed }) => ({
      files: (await searches.once(query, roots, cancellationToken ?? null, closed)).map(foundFile),
    })),
    'fuzzyFileSearch/sessionStart': ({ sessionId, roots }) =>
      reply({ build: () => ({}), after: searches.start(sessionId, roots) }),
    'fuzzyFileSearch/sessionUpdate': ({ sessionId, query }) =>
      reply({ build: () => ({}), after: searches.update(sessionId, query) }),
    'fuzzyFileSearch/sessionStop': ({ sessionId }) => {
      searches.stop(sessionId);
      return {};
    },
  };
});
