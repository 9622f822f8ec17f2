// Lets node compile the files of this build from what the build has kept of an earlier compilation: half of a start
// is compiling. `<file>.code` beside a file is made by the node that built it; any other node takes it for nothing,
// and so does every node once the file has changed.

import { readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

interface LoadedModule {
  exports: unknown;
  require(id: string): unknown;
}

type Compile = (this: LoadedModule, text: string, file: string, ...rest: unknown[]) => unknown;
type Body = (
  exports: unknown,
  require: (id: string) => unknown,
  module: LoadedModule,
  file: string,
  folder: string,
) => unknown;

/** For every module of `folder` that is required from now on. */
export function useKeptCode(folder: string): void {
  const prototype = Module.prototype as unknown as { _compile: Compile }; // not in the types, and the way of all loaders
  const compile = prototype._compile;
  prototype._compile = function (text, file, ...rest) {
    const body = file.startsWith(folder) ? keptBody(text, file) : undefined;
    if (body === undefined) return compile.call(this, text, file, ...rest);
    return body.call(this.exports, this.exports, (id) => this.require(id), this, file, path.dirname(file));
  };
}

function keptBody(text: string, file: string): Body | undefined {
  try {
    const kept = `${file}.code`;
    // Of the text V8 compares the length alone.
    if (statSync(kept).mtimeMs < statSync(file).mtimeMs) return undefined;
    const script = new Script(Module.wrap(text), {
      filename: file,
      cachedData: readFileSync(kept),
    });
    return script.cachedDataRejected === true ? undefined : (script.runInThisContext() as Body);
  } catch {
    return undefined; // none was kept, or none that can be read
  }
}
