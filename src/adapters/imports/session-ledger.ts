// Which sessions of other agents have become threads: the file that the real servers keep, too.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { jsonProblem } from '../../util/json-problem.js';
import { isTree } from '../config/tree.js';
import { textOf } from '../files/look.js';
import { replaceFile } from '../files/replace-file.js';
import { ImportProblem } from './import-problem.js';

/** What tells a file from what it becomes later. */
export interface FilePrint {
  readonly hash: string;
  /** Unix nanoseconds. */
  readonly modifiedAt: string;
}

interface LedgerRecord {
  source_path: string;
  content_sha256: string;
  imported_thread_id: string;
  /** Unix seconds. */
  imported_at: number;
  /** Unix nanoseconds, which no number holds exactly; null: not known. */
  source_modified_at: string | null;
  connector_names: readonly unknown[];
  title: string | null;
}

interface LedgerFile {
  records: LedgerRecord[];
  detected_connector_records: readonly unknown[];
}

export class SessionLedger {
  readonly #file: string;

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
    { seen, title, at }: { seen: FilePrint; title: string | null; at: number },
  ): Promise<void> {
    const ledger = this.#read();
    const records = ledger.records.filter((one) => one.source_path !== path);
    records.push({
      source_path: path,
      content_sha256: seen.hash,
      imported_thread_id: threadId,
      imported_at: Math.floor(at / 1000),
      source_modified_at: seen.modifiedAt,
      connector_names: [],
      title,
    });
    await this.#write({ ...ledger, records });
  }

  #read(): LedgerFile {
    const text = textOf(this.#file);
    if (text === null) return { records: [], detected_connector_records: [] };
    const problem = jsonProblem(text);
    const kept: unknown =
      problem === null ? JSON.parse(text.replaceAll(/("source_modified_at": *)(\d+)/g, '$1"$2"')) : null;
    if (!isTree(kept) || !Array.isArray(kept.records))
      throw new ImportProblem(
        `invalid external agent session import ledger: ${problem ?? 'missing field `records`'}`,
      );
    const { detected_connector_records: connectors } = kept;
    return {
      records: kept.records.filter(isTree) as unknown as LedgerRecord[], // as this class and the real servers write them
      detected_connector_records: Array.isArray(connectors) ? connectors : [],
    };
  }

  #write(ledger: LedgerFile): Promise<void> {
    const text = JSON.stringify(ledger, null, 2);
    return replaceFile(this.#file, text.replaceAll(/("source_modified_at": )"(\d+)"/g, '$1$2'), 0o644);
  }
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
