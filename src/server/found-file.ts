// A file that a search found, as the protocol shows it.

import type { SearchResult } from '../domain/search/file-search.js';
import type { FuzzyFileSearchResult } from '../protocol/index.js';

export function foundFile({ root, path, type, score, indices }: SearchResult): FuzzyFileSearchResult {
  const file_name = path.slice(path.lastIndexOf('/') + 1);
  return { root, path, match_type: type, file_name, score, indices: [...indices] };
}
