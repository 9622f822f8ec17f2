// Runs around all tests here. Sandboxes of the real 0.169.0 that may write to / or to the temp directory leave empty
// folders there, as marks of what stays guarded; a stray /.git changes what every later program takes for a repository.
import { existsSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GUARDED = ['.git', '.agents', '.codex', '.aws'];

/** Removes at the end what was not there at the beginning, unless something lies in it. */
export default function strayFolders(): () => void {
  const places = ['/', '/tmp', tmpdir()].flatMap((folder) => GUARDED.map((name) => join(folder, name)));
  const absent = places.filter((place) => !existsSync(place));
  return () => {
    for (const place of new Set(absent)) {
      try {
        rmdirSync(place);
      } catch {
        // Nobody made it, or somebody uses it.
      }
    }
  };
}
