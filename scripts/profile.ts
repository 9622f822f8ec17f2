// `npm run profile -- add <path to codex>`: writes profiles/<version>.json from what that binary says. The diff of
// the file is the review of a new version.
import { profileOf, writeProfile } from './generate/profile-file.js';

const [command, binary] = process.argv.slice(2);
if (command !== 'add' || binary === undefined) {
  console.error('usage: npm run profile -- add <path to codex>');
  process.exit(2);
}
const { profile, complaints } = await profileOf(binary);
for (const text of complaints) console.error(`note: ${text}`);
const count = (table: object) => Object.keys(table).length;
console.log(
  `${writeProfile(profile)}: ${count(profile.clientRequests)} client requests, ` +
    `${count(profile.serverRequests)} server requests, ${count(profile.notifications)} notifications, ` +
    `${count(profile.gates)} methods with gated fields, ${count(profile.definitions)} definitions`,
);
