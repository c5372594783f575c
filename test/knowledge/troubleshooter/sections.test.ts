import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ARTICLES, type ArticleId, type KbSection, SECTIONS } from '../../../src/knowledge/articles.js';
import { CATALOGUE } from '../../../src/knowledge/catalogue.js';
import { CODES } from '../../../src/knowledge/describe.js';
import { CODE_STEPS } from '../../../src/knowledge/troubleshooter/code-paths.js';
import { guideTo } from '../../../src/knowledge/troubleshooter/guide.js';
import { TOPIC_IDS, TOPICS } from '../../../src/knowledge/troubleshooter/topics.js';

interface Heading {
  level: number;
  title: string;
}

const HEADINGS: Record<ArticleId, Heading[]> = JSON.parse(
  readFileSync(new URL('../../../fixtures/articles/headings.json', import.meta.url), 'utf8'),
);

const articles = Object.keys(ARTICLES) as ArticleId[];
const titlesOf = (article: ArticleId) =>
  HEADINGS[article].filter(({ level }) => level > 1).map(({ title }) => title);

/** Sections that somebody gets to who walks the topics from the start, and those that are found by their name. */
const shown = (sections: readonly KbSection[]) =>
  sections.map(({ article, section }) => `${article}: ${section}`);
const sectionsOf = (topic: keyof typeof TOPICS) => {
  const { sections = [], steps } = TOPICS[topic];
  return shown([...sections, ...steps.flatMap((step) => step.sections)]);
};

describe.each(articles)('the sections of article %s', (article) => {
  test('are known here with their titles, in their order', () => {
    const known = Object.values(SECTIONS).filter((section) => section.article === article);
    expect(known.map(({ section }) => section)).toEqual(titlesOf(article));
    expect(HEADINGS[article].filter(({ level }) => level === 1)).toEqual([
      { level: 1, title: ARTICLES[article].title },
    ]);
  });

  test.each(titlesOf(article))('"%s" is reached', (title) => {
    const reaching = TOPIC_IDS.filter((topic) => sectionsOf(topic).includes(`${article}: ${title}`));
    expect(reaching).not.toEqual([]);
  });
});

describe('the topics', () => {
  test('are all reached from the start, or belong to a message or to one that is', () => {
    const reached = new Set<string>(['start']);
    for (const topic of reached) {
      for (const choice of TOPICS[topic as 'start'].choices ?? []) reached.add(choice.topic);
    }
    const aside = ['already-in-batch', 'multiple-entries', 'transient-failures'];
    const parts = ['recreate-batch', 'restrictions', 'recreate-endpoint', 'role-groups', 'super-user'];
    expect([...reached, ...aside, ...parts].sort()).toEqual([...TOPIC_IDS].sort());
    const all = TOPICS['none-of-the-above'].steps;
    expect(parts.flatMap((part) => TOPICS[part as 'super-user'].steps)).toEqual(all);
  });

  test('walk the article in its order where it says "if no, see"', () => {
    const inOrder = (topic: keyof typeof TOPICS, ...names: (keyof typeof SECTIONS)[]) => {
      const walked = TOPICS[topic].steps.flatMap(({ sections }) => shown(sections));
      expect(walked, topic).toEqual(shown(names.map((name) => SECTIONS[name])));
    };
    inOrder('recipient', 'recipientNotFound', 'recipientNotFoundCheckAddress');
    inOrder(
      'sign-in',
      ...([
        'signIn',
        'signInMailboxExists',
        'signInImapEnabled',
        'signInPermissions',
        'otherSuperUser',
      ] as const),
    );
    inOrder('timed-out', 'timedOutFirewall', 'timedOutService', 'timedOutRecreateEndpoint');
    inOrder(
      'slow',
      ...(['slowConcurrency', 'slowExcludeFolders', 'slowWait', 'slowConnectionLimits'] as const),
      ...(['slowServerSettings', 'slowIdsSettings', 'slowNetwork', 'slowRecreateBatch'] as const),
    );
    inOrder(
      'none-of-the-above',
      ...(['otherRecreateBatch', 'otherRestrictions', 'otherRecreateEndpoint', 'otherAdminAccount'] as const),
      ...(['signInPermissions', 'otherSuperUser'] as const),
    );
    inOrder(
      'tls',
      'exchange2010Symptoms',
      'exchange2010Cause',
      'exchange2010Workaround',
      'exchange2010Related',
    );
    expect(TOPICS.slow.steps).toHaveLength(7);
  });
});

test('every code names its own section, once', () => {
  for (const code of CODES) {
    const { see, steps } = guideTo({ code }, () => true);
    const named = [...see, ...steps.flatMap((step) => step.see)].map(({ section }) => section);
    const own = CATALOGUE[code].kb.section;
    const times = code in CODE_STEPS ? expect.any(Number) : 1;
    expect({ code, times: named.filter((section) => section === own).length }).toEqual({ code, times });
    expect(named).toContain(own);
    expect(steps.length, code).toBeGreaterThan(0);
  }
});
