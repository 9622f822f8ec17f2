// Which sessions of other agents have become threads, and which connectors they used: the file that the real servers
// keep, too.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { jsonProblem } from '../../util/json-problem.js';
import { isTree, type Tree } from '../config/tree.js';
import { replaceFile } from '../files/replace-file.js';
import { strictText } from '../files/strict-text.js';
import { type CountedName, countedNames, distinctNames } from './connector-names.js';
import { ImportProblem } from './import-problem.js';
import { textsOf } from './json-file.js';

/** What tells a file from what it becomes later. */
export interface FilePrint {
  readonly hash: string;
  /** Unix nanoseconds. */
  readonly modifiedAt: string;
}

interface ConnectorRecord {
  source_path: string;
  connector_names: readonly string[];
}

interface LedgerRecord extends ConnectorRecord {
  content_sha256: string;
  imported_thread_id: string;
  /** Unix seconds. */
  imported_at: number;
  /** Unix nanoseconds, which no number holds exactly; null: not known. */
  source_modified_at: string | null;
  title: string | null;
}

interface LedgerFile {
  records: LedgerRecord[];
  /** Of sessions that were found, whatever became of them. */
  detected_connector_records: ConnectorRecord[];
}

export class SessionLedger {
  readonly #file: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(codexHome: string) {
    this.#file = join(codexHome, 'external_agent_session_imports.json');
  }

  /** The newest record of each file. @throws ImportProblem */
  newest(): ReadonlyMap<string, LedgerRecord> {
    return new Map(this.#read().records.map((record) => [record.source_path, record]));
  }

  /** Whether the file has become a thread as it is now. `path` has no links in it. @throws ImportProblem */
  holds(path: string): boolean {
    const records = this.#read().records.filter((record) => record.source_path === path);
    return records.length > 0 && records.some((record) => record.content_sha256 === printOf(path).hash);
  }

  /** `seen`: the file as it was read, for it may have grown since. @throws ImportProblem; the file system's error */
  async record(
    path: string,
    threadId: string,
    session: { seen: FilePrint; connectors: readonly string[]; title: string | null; at: number },
  ): Promise<void> {
    const { seen, connectors, title, at } = session;
    await this.#change((ledger) => {
      const before = ledger.records.findLast((one) => one.source_path === path);
      const records = ledger.records.filter((one) => one.source_path !== path);
      records.push({
        source_path: path,
        content_sha256: seen.hash,
        imported_thread_id: threadId,
        imported_at: Math.floor(at / 1000),
        source_modified_at: seen.modifiedAt,
        connector_names: distinctNames([...(before?.connector_names ?? []), ...connectors]),
        title,
      });
      return { ...ledger, records };
    });
  }

  /** Keeps which connectors sessions used, by file, besides those they used before. @throws ImportProblem; the file system's error */
  async noteConnectors(found: ReadonlyMap<string, readonly string[]>): Promise<void> {
    if ([...found.values()].every((names) => names.length === 0)) return;
    await this.#change((ledger) => {
      const noted = new Map(
        ledger.detected_connector_records.map((one) => [one.source_path, one.connector_names]),
      );
      let hasNews = false;
      for (const [path, names] of found) {
        const before = noted.get(path) ?? [];
        const all = distinctNames([...before, ...names]);
        hasNews ||= all.length > before.length;
        if (all.length > 0) noted.set(path, all);
      }
      const records = [...noted].map(([source_path, connector_names]) => ({ source_path, connector_names }));
      return hasNews ? { ...ledger, detected_connector_records: records } : null;
    });
  }

  /** Connectors of the sessions that were found or became threads, ascending. @throws ImportProblem; the file system's error */
  connectors(): CountedName[] {
    const { records, detected_connector_records: found } = this.#read();
    const bySession = new Map<string, string[]>();
    // What was found later is how a name is spelt.
    for (const { source_path: path, connector_names: names } of [...found, ...records])
      bySession.set(path, [...(bySession.get(path) ?? []), ...names]);
    const sessions = [...bySession].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names);
    return countedNames(sessions).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One change after the other: each begins with what the last one left. Null changes nothing. */
  #change(change: (ledger: LedgerFile) => LedgerFile | null): Promise<void> {
    const mine = this.#last.then(async () => {
      const changed = change(this.#read());
      if (changed !== null) await this.#write(changed);
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  #read(): LedgerFile {
    if (!existsSync(this.#file)) return { records: [], detected_connector_records: [] };
    const text = strictText(this.#file);
    const problem = jsonProblem(text);
    const kept: unknown =
      problem === null ? JSON.parse(text.replaceAll(/("source_modified_at": *)(\d+)/g, '$1"$2"')) : null;
    if (!isTree(kept) || !Array.isArray(kept.records))
      throw new ImportProblem(
        `invalid external agent session import ledger: ${problem ?? 'missing field `records`'}`,
      );
    const { detected_connector_records: connectors } = kept;
    return {
      records: kept.records.filter(isTree).map(withNames) as unknown as LedgerRecord[], // as this class and the real servers write them
      detected_connector_records: (Array.isArray(connectors) ? connectors : [])
        .filter(isTree)
        .filter(({ source_path: path }) => typeof path === 'string')
        .map(withNames) as unknown as ConnectorRecord[], // looked at just now
    };
  }

  #write(ledger: LedgerFile): Promise<void> {
    const text = JSON.stringify(ledger, null, 2);
    return replaceFile(this.#file, text.replaceAll(/("source_modified_at": )"(\d+)"/g, '$1$2'), 0o644);
  }
}

function withNames(record: Tree): Tree {
  return { ...record, connector_names: textsOf(record.connector_names) };
}

/** Unix nanoseconds. */
export function modifiedAt(path: string): string {
  return String(statSync(path, { bigint: true }).mtimeNs);
}

/** Of the file as it is now. @throws the file system's error */
export function printOf(path: string): FilePrint {
  const modified = modifiedAt(path);
  return { hash: createHash('sha256').update(readFileSync(path)).digest('hex'), modifiedAt: modified };
}
