// Text → Patch. Lenient where models are sloppy: blanks around markers and headers, blank lines between chunks, and
// a heredoc around the whole.

import {
  ADD,
  BEGIN,
  type Chunk,
  type ChunkLine,
  DELETE,
  END,
  END_OF_FILE,
  ENVIRONMENT,
  type FileOperation,
  MOVE,
  type Patch,
  PatchError,
  type PatchRules,
  UPDATE,
} from './patch.js';

const HEREDOC = /^<<(?:EOF|'EOF'|"EOF")$/;

/**
 * @throws PatchError in the words the model is told, without the prefix that says a verification failed
 */
export function parsePatch(text: string, rules: PatchRules): Patch {
  const lines = body(text);
  const reader = new Reader(lines.slice(0, -1), rules);
  const operations = reader.operations();
  if (operations.length === 0) throw new PatchError('patch rejected: empty patch');
  return { environmentId: reader.environmentId, operations };
}

/** Whether a text is meant as a patch, well formed or not. */
export function looksLikePatch(text: string): boolean {
  const lines = text.trim().split('\n');
  return isMarker(lines[0], BEGIN) && isMarker(lines.at(-1), END);
}

/** The lines between and including the markers, out of a heredoc if need be. */
function body(text: string): string[] {
  const lines = text.trim().split('\n').map(withoutReturn);
  const problem = boundaryProblem(lines);
  if (problem === null) return lines;
  if (lines.length >= 4 && HEREDOC.test(lines[0] ?? '') && lines.at(-1)?.endsWith('EOF')) {
    const inner = lines.slice(1, -1);
    const innerProblem = boundaryProblem(inner);
    if (innerProblem === null) return inner;
    throw new PatchError(innerProblem);
  }
  throw new PatchError(problem);
}

function boundaryProblem(lines: readonly string[]): string | null {
  // One line alone is both the first and the last; what is missing then is the last.
  if (lines.length < 2 && (lines[0] ?? '') === '') return lastLine();
  if (!isMarker(lines[0], BEGIN)) return `invalid patch: The first line of the patch must be '${BEGIN}'`;
  return lines.length > 1 && isMarker(lines.at(-1), END) ? null : lastLine();
}

function lastLine(): string {
  return `invalid patch: The last line of the patch must be '${END}'`;
}

function isMarker(line: string | undefined, marker: string): boolean {
  return line?.trim() === marker;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Reads operations off lines; the first line is the begin marker, the end marker is not among them. */
class Reader {
  readonly #lines: readonly string[];
  readonly #rules: PatchRules;
  #at = 1;
  readonly environmentId: string | null;

  constructor(lines: readonly string[], rules: PatchRules) {
    this.#lines = lines;
    this.#rules = rules;
    this.environmentId = rules.takesEnvironmentId ? this.#environment() : null;
  }

  operations(): FileOperation[] {
    const found: FileOperation[] = [];
    while (this.#at < this.#lines.length) found.push(this.#operation());
    return found;
  }

  #environment(): string | null {
    const header = this.#line()?.trim();
    if (!header?.startsWith(ENVIRONMENT)) return null;
    this.#at += 1;
    const environmentId = header.slice(ENVIRONMENT.length).trim();
    if (environmentId !== '') return environmentId;
    throw new PatchError('invalid patch: apply_patch environment_id cannot be empty');
  }

  #line(): string | undefined {
    return this.#lines[this.#at];
  }

  #operation(): FileOperation {
    const header = (this.#line() ?? '').trim();
    const number = this.#at + 1;
    this.#at += 1;
    if (header.startsWith(ADD)) return { type: 'add', path: header.slice(ADD.length), text: this.#added() };
    if (header.startsWith(DELETE)) return { type: 'delete', path: header.slice(DELETE.length) };
    if (header.startsWith(UPDATE)) return this.#update(header.slice(UPDATE.length), number);
    throw problem(
      number,
      `'${header}' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'`,
    );
  }

  #added(): string {
    let text = '';
    for (let line = this.#line(); line?.startsWith('+'); line = this.#line()) {
      text += `${line.slice(1)}\n`;
      this.#at += 1;
    }
    return text;
  }

  #update(path: string, number: number): FileOperation {
    let moveTo: string | null = null;
    const next = this.#line();
    if (next?.startsWith(MOVE)) {
      moveTo = next.slice(MOVE.length);
      this.#at += 1;
    }
    const chunks: Chunk[] = [];
    while (this.#at < this.#lines.length) {
      const line = this.#line() ?? '';
      if (line.trim() === '' && chunks.length > 0) {
        this.#at += 1;
        continue;
      }
      if (line.startsWith('***')) break;
      chunks.push(this.#chunk(chunks.length === 0));
    }
    if (chunks.length === 0) throw problem(number, `Update file hunk for path '${path}' is empty`);
    return { type: 'update', path, moveTo, chunks };
  }

  #chunk(isFirst: boolean): Chunk {
    const first = this.#line() ?? '';
    let context: string | null = null;
    let hasHeader = true;
    if (first === '@@') this.#at += 1;
    else if (first.startsWith('@@ ')) {
      context = first.slice(3);
      this.#at += 1;
    } else if (isFirst) hasHeader = false;
    else {
      throw problem(this.#at + 1, `Expected update hunk to start with a @@ context marker, got: '${first}'`);
    }
    return this.#chunkBody(context, hasHeader);
  }

  #chunkBody(context: string | null, hasHeader: boolean): Chunk {
    const lines: ChunkLine[] = [];
    for (let line = this.#line(); ; line = this.#line()) {
      if (line === END_OF_FILE && lines.length > 0) {
        this.#at += 1;
        return { context, lines, atEnd: true };
      }
      const parsed = line === undefined || line === END_OF_FILE ? undefined : chunkLine(line);
      if (parsed === undefined) {
        if (lines.length > 0) return { context, lines, atEnd: false };
        throw this.#badStart(line, hasHeader);
      }
      lines.push(parsed);
      this.#at += 1;
    }
  }

  #badStart(line: string | undefined, hasHeader: boolean): PatchError {
    const number = this.#at + 1 + (!hasHeader && this.#rules.bareChunkCountsHeader ? 1 : 0);
    if (line === undefined || line === END_OF_FILE) {
      return problem(number, 'Update hunk does not contain any lines');
    }
    return problem(
      number,
      `Unexpected line found in update hunk: '${line}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`,
    );
  }
}

function chunkLine(line: string): ChunkLine | undefined {
  const mark = line.charAt(0);
  if (mark === '') return { mark: ' ', text: '' };
  return mark === ' ' || mark === '+' || mark === '-' ? { mark, text: line.slice(1) } : undefined;
}

function problem(line: number, message: string): PatchError {
  return new PatchError(`invalid hunk at line ${line}, ${message}`);
}
