import { describe, expect, it } from 'vitest';
import { mended } from './support.js';

const HEAD = 'EmailAddress,UserName,Password\n';

/** Bytes 80 to 9F of Windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

describe('an encoding that is named', () => {
  it('windows-1252 is read to the letter, however the bytes are parted', async () => {
    const high = Buffer.from(Array.from({ length: 0x80 }, (_, index) => index + 0x80));
    const input = Buffer.concat([Buffer.from(`${HEAD}a@contoso.com,a,`), high, Buffer.from('\n')]);
    const latin = high.subarray(0x20).toString('latin1');
    for (const part of [Number.POSITIVE_INFINITY, 1, 50]) {
      const { text } = await mended(input, { encoding: 'windows-1252' }, part);
      expect(text).toBe(`${HEAD}a@contoso.com,a,${HIGH}${latin}\n`);
    }
  });

  it.each([
    ['iso-8859-15', 'a4', '€'],
    ['windows-1251', 'cfe0f0eeebfc', 'Пароль'],
    ['shift_jis', '83708358', 'パス'],
    ['macintosh', '8a', 'ä'],
  ])('%s', async (encoding, hex, text) => {
    const input = Buffer.concat([Buffer.from(`${HEAD}a@contoso.com,a,`), Buffer.from(hex, 'hex')]);
    for (const part of [Number.POSITIVE_INFINITY, 1]) {
      expect((await mended(input, { encoding }, part)).text).toBe(`${HEAD}a@contoso.com,a,${text}`);
    }
  });

  it('utf-16be without a byte order mark', async () => {
    const input = Buffer.from(`${HEAD}a@contoso.com,a,ü\n`, 'utf16le').swap16();
    expect((await mended(input, { encoding: 'utf-16be' })).text).toBe(`${HEAD}a@contoso.com,a,ü\n`);
  });

  it('names the line of the first byte that is no text', async () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const input = Buffer.from(`${HEAD}a@contoso.com,a,b\n\xfc\n\xfc`.replaceAll('\n', lineEnd), 'latin1');
      await expect(mended(input, {}, 5)).rejects.toMatchObject({
        message: expect.stringContaining('on line 3,'),
      });
    }
    const wide = Buffer.concat([
      Buffer.from(`\uFEFF${HEAD}a\n`, 'utf16le'),
      Buffer.from('00d8', 'hex'),
      Buffer.from('\n', 'utf16le'),
    ]);
    await expect(mended(wide)).rejects.toMatchObject({ message: expect.stringContaining('on line 3,') });
    await expect(mended(Buffer.from(wide).swap16())).rejects.toMatchObject({
      message: expect.stringContaining('on line 3,'),
    });
  });
});
