// The door of the commands that speak of methods: one file, so that each start reads it as one.

export { type MessageFact, type MessageKind, messagesOf } from './methods.js';
export { chosenProfile } from './profile.js';
