// Files that are encrypted with a passphrase in age's format. The passphrase is stretched by Node itself, beside the
// event loop; the rest is the library's.

import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Decrypter, Encrypter, Stanza } from 'age-encryption';

const LABEL = 'age-encryption.org/v1/scrypt';
const TAG_BYTES = 16;
/** Of what is written here: the passphrases are random, there is nothing to stretch. */
const LOG_WORK = 10;
/** The most that age itself takes. */
const MOST_LOG_WORK = 22;
const NONCE = Buffer.alloc(12);

export async function encrypted(text: string, passphrase: string): Promise<Buffer> {
  const encrypter = new Encrypter();
  encrypter.addRecipient({
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const cipher = createCipheriv('chacha20-poly1305', await stretched(passphrase, salt, LOG_WORK), NONCE, {
        authTagLength: TAG_BYTES,
      });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(['scrypt', unpadded(salt), String(LOG_WORK)], body)];
    },
  });
  return Buffer.from(await encrypter.encrypt(text));
}

/** @throws Error for another passphrase, or another format */
export async function decrypted(file: Buffer, passphrase: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity({
    async unwrapFileKey(stanzas: readonly Stanza[]) {
      const [stanza] = stanzas;
      const [kind, salt = '', work = ''] = stanza?.args ?? [];
      if (stanza === undefined || kind !== 'scrypt') return null;
      const logWork = Number(work);
      if (!(logWork >= 1 && logWork <= MOST_LOG_WORK))
        throw new Error(`a work factor of ${work} is out of reach`);
      const key = await stretched(passphrase, Buffer.from(salt, 'base64'), logWork);
      const decipher = createDecipheriv('chacha20-poly1305', key, NONCE, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(stanza.body.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(stanza.body.subarray(0, -TAG_BYTES)), decipher.final()]);
    },
  });
  return decrypter.decrypt(file, 'text');
}

function stretched(passphrase: string, salt: Buffer, logWork: number): Promise<Buffer> {
  const cost = 2 ** logWork;
  const options = { N: cost, r: 8, p: 1, maxmem: cost * 8 * 128 + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
