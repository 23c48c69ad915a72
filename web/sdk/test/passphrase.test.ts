import { describe, expect, test } from 'vitest';
import { openFile, sealFile } from '../src/profile/passphrase.js';

const file = new TextEncoder().encode('{"format":"foreword-profile"}');

describe('a file under a passphrase', { timeout: 30_000 }, () => {
  test('opens with it alone, however its letters are composed', async () => {
    const sealed = await sealFile(file, 'caf\u00e9');
    expect(Buffer.from(sealed).toString()).not.toContain('"foreword-profile"');
    expect(await openFile(sealed, 'cafe\u0301')).toEqual(file);
    for (const passphrase of ['cafe', undefined]) {
      await expect(openFile(sealed, passphrase)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    }
    expect(await openFile(file, undefined), 'one that is not sealed is passed on').toEqual(file);
  });

  test('is different each time', async () => {
    const [one, other] = await Promise.all([sealFile(file, 'x'), sealFile(file, 'x')]);
    expect(one).not.toEqual(other);
  });

  test('is refused where it was changed', async () => {
    const sealed = Buffer.from(await sealFile(file, 'x')).toString();
    const changed = (from: string | RegExp, to: string) => new TextEncoder().encode(sealed.replace(from, to));
    for (const [bad, code] of [
      [changed('"version":1', '"version":2'), 'profile-newer'],
      [changed('"iterations":600000', '"iterations":600000000000'), 'profile-invalid'],
      [changed('"iterations":600000', '"iterations":0'), 'profile-invalid'],
      [changed('"data":"', '"data":"AAAA'), 'wrong-passphrase'],
      [changed('"data":"', '"data":"!'), 'profile-invalid'],
      [changed('}', ''), 'profile-invalid'],
      [changed(/"salt":"[^"]*"/, '"salt":7'), 'profile-invalid'],
    ] as const) {
      await expect(openFile(bad, 'x')).rejects.toMatchObject({ code });
    }
  });
});
