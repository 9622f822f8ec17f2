// Runs scripts of models. Loaded when the first one comes.

export { createCodeHost } from './code-host.js';
