// Runs a command of the built CLI and keeps what V8 has compiled for it, beside each file: keep-code.cjs START ARGS…
// Started by the build.
const { existsSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script, constants } = require('node:vm');

const [, , start] = process.argv;
const folder = path.dirname(start);
const scripts = new Map();

Module.prototype._compile = function compile(text, file) {
  const script = new Script(Module.wrap(text.replace(/^#!.*/, '')), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // In kept code node 20 does not find whom to ask for what it imports.
  if (file.startsWith(folder) && !/\bimport\(/.test(text)) scripts.set(file, script);
  const require = (id) => this.require(id);
  script.runInThisContext().call(this.exports, this.exports, require, this, file, path.dirname(file));
};
process.on('exit', () => {
  for (const [file, script] of scripts) {
    // What the first command made of it stays.
    if (!existsSync(`${file}.code`)) writeFileSync(`${file}.code`, script.createCachedData());
  }
});
process.argv.splice(1, 1);
require(start);
