// Patches with the files they meet: what ours makes of them is written down here, and test/real holds it against the
// real server's own apply_patch.

export interface PatchCase {
  readonly name: string;
  readonly patch: string;
  readonly files: Readonly<Record<string, string>>;
  /** Files afterwards where they change, or what the model is told, in the words of a verification. */
  readonly outcome: { readonly files: Readonly<Record<string, string>> } | { readonly refusal: string };
}

export const BEGIN = '*** Begin Patch\n';
export const END = '*** End Patch';
const THREE = { 'a.txt': 'one\ntwo\nthree\n' };
const HEADERS =
  "is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'";
const LINES = "Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)";

function good(
  name: string,
  patch: string,
  files: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): PatchCase {
  return { name, patch: BEGIN + patch + END, files, outcome: { files: after } };
}

/** An update of `a.txt`. */
function update(name: string, chunks: string, before: string, after: string): PatchCase {
  return good(name, `*** Update File: a.txt\n${chunks}`, { 'a.txt': before }, { 'a.txt': after });
}

function bad(name: string, patch: string, refusal: string, files = THREE): PatchCase {
  return { name: `is refused for ${name}`, patch, files, outcome: { refusal } };
}

export const CASES: readonly PatchCase[] = [
  good('adds a file in a new folder', '*** Add File: d/x\n+1\n+2\n', THREE, { ...THREE, 'd/x': '1\n2\n' }),
  good('adds an empty file', '*** Add File: x\n', THREE, { ...THREE, x: '' }),
  good('adds over a file', '*** Add File: a.txt\n+1\n', THREE, { 'a.txt': '1\n' }),
  good('deletes a file', '*** Delete File: a.txt\n', THREE, {}),
  good('moves a file', '*** Update File: a.txt\n*** Move to: e/b.txt\n@@\n-two\n+2\n', THREE, {
    'e/b.txt': 'one\n2\nthree\n',
  }),
  good(
    'moves onto a file',
    '*** Update File: a.txt\n*** Move to: b.txt\n@@\n-x\n+y\n',
    { 'a.txt': 'x\n', 'b.txt': 'B\n' },
    { 'b.txt': 'y\n' },
  ),
  good('keeps blanks in front of a path', '*** Add File:  sp ace.txt  \n+1\n', {}, { ' sp ace.txt': '1\n' }),
  good('goes up in a path', '*** Add File: sub/../b.txt\n+1\n', {}, { 'b.txt': '1\n' }),

  update('changes a line', '@@\n one\n-two\n+TWO\n', 'one\ntwo\nthree\n', 'one\nTWO\nthree\n'),
  update('needs no @@ first', ' one\n-two\n+TWO\n', 'one\ntwo\n', 'one\nTWO\n'),
  update('searches after the context', '@@ two\n-x\n+y\n', 'x\ntwo\nx\n', 'x\ntwo\ny\n'),
  update('finds an indented context', '@@   def f  \n-x\n+y\n', 'x\n def f\nx\n', 'x\n def f\ny\n'),
  update('takes several chunks', '@@\n-a\n+1\n@@\n-c\n+3\n', 'a\nb\nc\n', '1\nb\n3\n'),
  update('goes on behind a chunk', '@@\n-a\n-b\n+1\n@@\n-b\n+2\n', 'a\nb\nb\n', '1\n2\n'),
  update('skips blank lines between chunks', '@@\n-a\n+1\n\n@@\n-c\n+3\n', 'a\nb\nc\n', '1\nb\n3\n'),
  update('takes a blank line for a kept one', '@@\n one\n\n-three\n+3\n', 'one\n\nthree\n', 'one\n\n3\n'),
  update('begins with a blank line', '\n-b\n+B\n', 'a\n\nb\n', 'a\n\nB\n'),
  update('finds the end of the file', '@@\n-x\n+y\n*** End of File\n', 'x\na\nx\n', 'x\na\ny\n'),
  update('puts at the end what has no place', '@@\n+new\n', 'one\ntwo\n', 'one\ntwo\nnew\n'),
  update('puts at the end in spite of a context', '@@ one\n+new\n', 'one\ntwo\n', 'one\ntwo\nnew\n'),
  update('puts before a line', '@@\n+0\n a\n', 'a\nb\n', '0\na\nb\n'),
  update('puts at the end, then changes', '@@\n+end\n@@\n-b\n+B\n', 'a\nb\n', 'a\nB\nend\n'),
  update('fills an empty file', '@@\n+y\n', '', 'y\n'),
  update('empties a file', '@@\n-one\n-two\n', 'one\ntwo\n', ''),
  update('ends the last line', '@@\n-two\n+2\n', 'one\ntwo', 'one\n2\n'),
  update('ends a last line it keeps', '@@\n-a\n+b\n x\n', 'a\nx', 'b\nx\n'),
  update('takes lines for what they are', '@@\n--- x\n+++ y\n', '-- x\n', '++ y\n'),
  update('drops a blank end', '@@\n-x\n-\n+y\n+\n', 'a\nx\n', 'a\ny\n'),
  update('drops a blank end that only goes', '@@\n-x\n-\n+y\n', 'a\nx\n', 'a\ny\n'),
  update('drops a blank end that stays', '@@\n a\n-x\n+y\n \n', 'a\nx\n', 'a\ny\n'),
  update('keeps a blank end with lines behind', '@@\n a\n \n+z\n', 'a\n', 'a\n\nz\n'),
  update(
    'reads typographic punctuation as plain',
    '@@\n-a - b "q" \'s\' c d\n+2\n',
    'a — b “q” ‘s’ c\u00a0d\n',
    '2\n',
  ),
  update('reads plain punctuation as typographic', '@@\n-a — b\n+2\n', 'a - b\n', '2\n'),
  update('takes a patch with CRLF', '@@\r\n one\r\n-two\r\n+2\r\n', 'one\ntwo\n', 'one\n2\n'),
  ...[`<<EOF`, `<<'EOF'`, `<<"EOF"`].map((start) => ({
    name: `takes a heredoc ${start}`,
    patch: `${start}\n${BEGIN}*** Add File: x\n+1\n${END}\nEOF\n`,
    files: {},
    outcome: { files: { x: '1\n' } },
  })),
  {
    name: 'forgives blanks around markers',
    patch: ` ${BEGIN.trim()} \n *** Add File: x \n+1\n ${END} \n\n`,
    files: {},
    outcome: { files: { x: '1\n' } },
  },

  bad('an empty text', '', `invalid patch: The last line of the patch must be '${END}'`),
  bad('no begin', 'hello', "invalid patch: The first line of the patch must be '*** Begin Patch'"),
  bad(
    'no end',
    `${BEGIN}*** Add File: x\n+1\n`,
    `invalid patch: The last line of the patch must be '${END}'`,
  ),
  bad(
    'a text behind the end',
    `${BEGIN}*** Add File: x\n+1\n${END}\nmore`,
    `invalid patch: The last line of the patch must be '${END}'`,
  ),
  bad(
    'a heredoc with unequal quotes',
    `<<"EOF'\n${BEGIN}*** Add File: x\n+1\n${END}\nEOF`,
    "invalid patch: The first line of the patch must be '*** Begin Patch'",
  ),
  bad(
    'a header nobody knows',
    `${BEGIN}*** Frob File: a\n${END}`,
    `invalid hunk at line 2, '*** Frob File: a' ${HEADERS}`,
  ),
  bad(
    'a header without a path',
    `${BEGIN}*** Delete File:\n${END}`,
    `invalid hunk at line 2, '*** Delete File:' ${HEADERS}`,
  ),
  bad(
    'lines that are not added',
    `${BEGIN}*** Add File: x\n+1\nfoo\n${END}`,
    `invalid hunk at line 4, 'foo' ${HEADERS}`,
  ),
  bad(
    'a blank line between files',
    `${BEGIN}*** Add File: x\n+1\n\n*** Delete File: a.txt\n${END}`,
    `invalid hunk at line 4, '' ${HEADERS}`,
  ),
  bad(
    'an update of nothing',
    `${BEGIN}*** Update File: a.txt\n${END}`,
    "invalid hunk at line 2, Update file hunk for path 'a.txt' is empty",
  ),
  bad(
    'a move alone',
    `${BEGIN}*** Update File: a.txt\n*** Move to: b\n${END}`,
    "invalid hunk at line 2, Update file hunk for path 'a.txt' is empty",
  ),
  bad(
    'a chunk of nothing',
    `${BEGIN}*** Update File: a.txt\n@@\n${END}`,
    'invalid hunk at line 4, Update hunk does not contain any lines',
  ),
  bad(
    'a chunk of an end',
    `${BEGIN}*** Update File: a.txt\n@@\n*** End of File\n${END}`,
    'invalid hunk at line 4, Update hunk does not contain any lines',
  ),
  bad(
    'a chunk of other lines',
    `${BEGIN}*** Update File: a.txt\n@@\nfoo\n${END}`,
    `invalid hunk at line 4, Unexpected line found in update hunk: 'foo'. ${LINES}`,
  ),
  bad(
    'a second @@',
    `${BEGIN}*** Update File: a.txt\n@@ a\n@@ b\n-x\n${END}`,
    `invalid hunk at line 4, Unexpected line found in update hunk: '@@ b'. ${LINES}`,
  ),
  bad(
    'a chunk that goes wrong',
    `${BEGIN}*** Update File: a.txt\n@@\n-two\n+2\nfoo\n${END}`,
    "invalid hunk at line 6, Expected update hunk to start with a @@ context marker, got: 'foo'",
  ),
  bad(
    'lines behind the end of the file',
    `${BEGIN}*** Update File: a.txt\n@@\n-three\n+3\n*** End of File\n-a\n${END}`,
    "invalid hunk at line 7, Expected update hunk to start with a @@ context marker, got: '-a'",
  ),
  bad(
    'a context that is missing',
    `${BEGIN}*** Update File: a.txt\n@@ nope\n-three\n+3\n${END}`,
    "Failed to find context 'nope' in <cwd>/a.txt",
  ),
  bad(
    'lines that are missing',
    `${BEGIN}*** Update File: a.txt\n@@\n-thre\n-x\n+3\n${END}`,
    'Failed to find expected lines in <cwd>/a.txt:\nthre\nx',
  ),
  bad(
    'chunks in the wrong order',
    `${BEGIN}*** Update File: a.txt\n@@\n-three\n+3\n@@\n-one\n+1\n${END}`,
    'Failed to find expected lines in <cwd>/a.txt:\none',
  ),
  bad(
    'lines that are not at the end',
    `${BEGIN}*** Update File: a.txt\n@@\n-one\n+1\n*** End of File\n${END}`,
    'Failed to find expected lines in <cwd>/a.txt:\none',
  ),
  bad(
    'a missing file to update',
    `${BEGIN}*** Update File: z\n@@\n-1\n+2\n${END}`,
    'Failed to read file to update <cwd>/z: No such file or directory (os error 2)',
  ),
];
