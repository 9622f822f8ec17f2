// What an apply_patch text says, before any file has been looked at.

// What lines begin with, or are, that tell one part of it from another.
export const BEGIN = '*** Begin Patch';
export const END = '*** End Patch';
export const ADD = '*** Add File: ';
export const DELETE = '*** Delete File: ';
export const UPDATE = '*** Update File: ';
export const MOVE = '*** Move to: ';
export const END_OF_FILE = '*** End of File';
export const ENVIRONMENT = '*** Environment ID:';

/** One line of a chunk: kept (` `), taken out (`-`) or put in (`+`). */
export interface ChunkLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** One place of a file that changes. */
export interface Chunk {
  /** A line to be found first; the chunk lies after it. Null: search from where the chunk before ended. */
  readonly context: string | null;
  readonly lines: readonly ChunkLine[];
  /** The chunk lies at the end of the file. */
  readonly atEnd: boolean;
}

/** What happens to one file; paths as they are written in the patch. */
export type FileOperation =
  | { readonly type: 'add'; readonly path: string; readonly text: string }
  | { readonly type: 'delete'; readonly path: string }
  | {
      readonly type: 'update';
      readonly path: string;
      readonly moveTo: string | null;
      readonly chunks: readonly Chunk[];
    };

export interface Patch {
  /** Where it is to be applied; null: it does not say. */
  readonly environmentId: string | null;
  /** In the order of the text; at least one. */
  readonly operations: readonly FileOperation[];
}

/** How versions differ in what they take and say. */
export interface PatchRules {
  /** A second operation on the same file is refused. */
  readonly oneOperationPerFile: boolean;
  /** An `*** Environment ID:` line may follow the first line. */
  readonly takesEnvironmentId: boolean;
  /** A bad first line of an update without `@@` is reported one line further down. */
  readonly bareChunkCountsHeader: boolean;
  /** What failed while writing names the absolute path; otherwise the path of the patch. */
  readonly failuresNameAbsolutePaths: boolean;
}

/** Why a patch cannot be used. The message is what the model is told. */
export class PatchError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PatchError';
  }
}
