// Everything that is kept about threads besides their logs, put together.

import type { Clock } from '../../util/clock.js';
import type { Announcer } from '../hub/announcer.js';
import type { ThreadStore } from '../ports.js';
import { createAttachments, type ThreadAttachments } from './attachments.js';
import type { FactStore } from './fact-store.js';
import { createProjects, type Projects } from './projects.js';
import { createReadReceipts, type ReadReceipts } from './read-receipts.js';
import { createSections, type ThreadSections } from './sections.js';
import { createThreadDirectory, type ThreadDirectory } from './thread-directory.js';
import { createReadNotes, type ReadNotes } from './thread-notes.js';

export interface ThreadFacts {
  readonly directory: ThreadDirectory;
  readonly sections: ThreadSections;
  readonly projects: Projects;
  readonly attachments: ThreadAttachments;
  readonly readNotes: ReadNotes;
  readonly receipts: ReadReceipts;
}

export function createThreadFacts({
  store,
  loaded,
  ...deps
}: {
  facts: FactStore;
  store: ThreadStore;
  loaded: Parameters<typeof createThreadDirectory>[1];
  announcer: Announcer;
  clock: Clock;
  newId: () => string;
}): ThreadFacts {
  const directory = createThreadDirectory(store, loaded);
  const sections = createSections({ ...deps, directory });
  const projects = createProjects({ ...deps, directory });
  const attachments = createAttachments({ ...deps, directory });
  const readNotes = createReadNotes(deps.facts, sections, projects);
  const receipts = createReadReceipts(deps.facts, deps.newId);
  return { directory, sections, projects, attachments, readNotes, receipts };
}
