import { describe, expect, it } from 'vitest';
import { patchInCommand, patchInScript } from '../../../src/domain/patch/patch-command.js';
import { BEGIN, END } from './cases.js';

const patch = `${BEGIN}*** Add File: x\n+1\n${END}`;

describe('a patch inside a command', () => {
  it.each([
    ['as a word of its own', ['apply_patch', patch], null],
    ['under its other name', ['applypatch', patch], null],
    ['in a heredoc', ['bash', '-lc', `apply_patch <<'EOF'\n${patch}\nEOF`], null],
    ['in a heredoc of another word', ['/bin/zsh', '-c', `apply_patch <<PATCH\n${patch}\nPATCH\n`], null],
    ['after a change of folder', ['bash', '-lc', `cd sub && apply_patch <<"EOF"\n${patch}\nEOF`], 'sub'],
    ['after a quoted folder', ['bash', '-lc', `cd 'a b' && apply_patch <<EOF\n${patch}\nEOF`], 'a b'],
  ])('is found %s', (_, argv, workdir) => {
    expect(patchInCommand(argv)).toEqual({ type: 'patch', text: patch, workdir });
  });

  it.each([
    ['something follows', `apply_patch <<'EOF'\n${patch}\nEOF\nrm x`],
    ['something follows on the same line', `apply_patch <<'EOF' && ls\n${patch}\nEOF`],
    ['something comes first', `ls; apply_patch <<'EOF'\n${patch}\nEOF`],
    ['the folder is worked out by the shell', `cd $HOME && apply_patch <<'EOF'\n${patch}\nEOF`],
    ['the heredoc does not end', `apply_patch <<'EOF'\n${patch}\n`],
    ['another program reads it', `cat <<'EOF'\n${patch}\nEOF`],
  ])('is left to the shell when %s', (_, script) => {
    expect(patchInScript(script)).toEqual({ type: 'none' });
  });

  it('that stands alone is a mistake to be told', () => {
    expect(patchInScript(patch)).toEqual({ type: 'implicit' });
    expect(patchInCommand(['bash', '-lc', patch])).toEqual({ type: 'implicit' });
    expect(patchInCommand([patch])).toEqual({ type: 'implicit' });
  });
});
