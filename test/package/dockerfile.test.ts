import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, read } from '../docs/pages.js';

const dockerfile = read('.github/Dockerfile').replaceAll(/\\\n\s*/g, '');
const manifest = JSON.parse(read('package.json'));

/** Sources of COPY, of the build context alone. */
const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
  paths.split(' '),
);

/** There is no Docker where the tests run: this is what can be told by reading. */
describe('.github/Dockerfile', () => {
  test('everything that it copies is there, and not kept out', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(kept).not.toContain(source);
    }
  });

  test('it has what the package has at run time', () => {
    const image = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    const documents = ['CHANGELOG.md', 'docs/imap-preflight.1'];
    for (const path of manifest.files.filter((path: string) => !documents.includes(path)))
      expect(image).toMatch(new RegExp(` ${path}$`, 'm'));
  });

  test('each stage is of the oldest Node.js line that the program runs on, without a digest', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(images)).toEqual(new Set([`node:${/\d+/.exec(manifest.engines.node)?.[0]}-alpine`]));
  });

  test('it runs as a user without rights, and holds no shell script between', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toContain(`ENTRYPOINT ["${Object.keys(manifest.bin)[0]}"]`);
    expect(dockerfile.lastIndexOf('USER')).toBeGreaterThan(dockerfile.lastIndexOf('RUN'));
  });

  test('no file with passwords gets into an image', () => {
    expect(read('.dockerignore')).toMatch(/^\*\.csv$/m);
  });
});
