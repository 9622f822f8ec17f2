import { expect, test } from 'vitest';
import { type CommandSurroundings, resolveCommand } from '../../src/transport/command-resolution.js';

const npmShim = `@ECHO off
GOTO start
:find_dp0
SET dp0=%~dp0
EXIT /b
:start
SETLOCAL
CALL :find_dp0
IF EXIST "%dp0%\\node.exe" (
  SET "_prog=%dp0%\\node.exe"
) ELSE (
  SET "_prog=node"
  SET PATHEXT=%PATHEXT:;.JS;=;%
)
endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\\node_modules\\@openai\\codex\\bin\\codex.js" %*
`;
const pnpmShim = `@IF EXIST "%~dp0\\node.exe" (
  "%~dp0\\node.exe"  "%~dp0\\..\\codex\\bin\\codex.js" %*
) ELSE (
  node  "%~dp0\\..\\codex\\bin\\codex.js" %*
)`;

function windows(files: Record<string, string>): CommandSurroundings {
  return {
    platform: 'win32',
    env: { Path: 'C:\\tools;C:\\npm' },
    node: 'C:\\node\\node.exe',
    exists: (file) => file in files,
    readText: (file) => files[file] ?? '',
  };
}

const linux: CommandSurroundings = { ...windows({}), platform: 'linux', node: '/usr/bin/node' };

test('elsewhere than on Windows a command is left to the system, and scripts are given to node', () => {
  expect(resolveCommand('codex', ['app-server'], linux)).toEqual({ file: 'codex', args: ['app-server'] });
  expect(resolveCommand('/x/codex.js', ['a'], linux)).toEqual({
    file: '/usr/bin/node',
    args: ['/x/codex.js', 'a'],
  });
});

test('on Windows an .exe on the PATH is found, before a batch file in the same folder', () => {
  const files = { 'C:\\npm\\codex.exe': '', 'C:\\npm\\codex.cmd': npmShim };
  expect(resolveCommand('codex', ['a'], windows(files))).toEqual({ file: 'C:\\npm\\codex.exe', args: ['a'] });
});

test.each([
  ['npm', npmShim, 'C:\\npm\\node_modules\\@openai\\codex\\bin\\codex.js'],
  ['pnpm', pnpmShim, 'C:\\codex\\bin\\codex.js'],
])('on Windows the script behind a shim of %s is started with node', (_name, shim, script) => {
  const surroundings = windows({ 'C:\\npm\\codex.cmd': shim });
  const expected = { file: 'C:\\node\\node.exe', args: [script, 'app-server'] };
  expect(resolveCommand('codex', ['app-server'], surroundings)).toEqual(expected);
  expect(resolveCommand('C:\\npm\\codex.cmd', ['app-server'], surroundings)).toEqual(expected);
  expect(resolveCommand('C:\\npm\\codex', ['app-server'], surroundings)).toEqual(expected);
});

test('on Windows any other batch file is refused with what to do instead', () => {
  const surroundings = windows({ 'C:\\npm\\codex.cmd': 'echo hi' });
  expect(() => resolveCommand('codex', [], surroundings)).toThrow(
    'C:\\npm\\codex.cmd is a batch file, which cannot be started without a shell; give the path of an .exe or .js file.',
  );
});

test('on Windows a command that is nowhere is left for spawning to refuse', () => {
  expect(resolveCommand('codex', [], windows({}))).toEqual({ file: 'codex', args: [] });
});
