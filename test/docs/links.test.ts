import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES, ROOT, read } from './pages.js';

test.each(PAGES)('%s: every link within the repository leads somewhere', async (page) => {
  const text = read(page);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  for (const link of links.filter((link) => !/^https?:/.test(link))) {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    await expect(access(join(ROOT, target)), `${page}: ${link}`).resolves.toBeUndefined();
    if (anchor !== undefined) expect(anchors(read(target)), `${page}: ${link}`).toContain(anchor);
  }
  expect(text).not.toMatch(/\]\(http:/);
});

test('every page can be reached from the README', () => {
  const reached = new Set<string>();
  const visit = (page: string) => {
    if (reached.has(page) || !PAGES.includes(page)) return;
    reached.add(page);
    for (const [, link = ''] of read(page).matchAll(/\]\(([^)\s#]+)/g)) {
      if (!/^https?:/.test(link)) visit(join(dirname(page), link));
    }
  };
  visit('README.md');
  expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
});

/** The anchors that GitHub gives to headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-'),
  );
}
