import type { Group } from '../groups.js';
import { OWNERS, type Task, type WorkList, workLists } from '../tasks.js';
import { count, number } from '../text/layout.js';
import { anchorOf } from './anchor.js';
import { html, type Markup } from './markup.js';
import { prose } from './prose.js';
import type { Section } from './section.js';
import { sign } from './tone.js';

/** More is no list that anybody works through. */
const MOST_TASKS = 100;

/** What to do first, a list for each owner: what can be handed on as it is. */
export function workSection(groups: readonly Group[]): Section | undefined {
  const lists = workLists(groups);
  if (lists.length === 0) return undefined;
  return {
    id: 'work',
    title: 'What to do first',
    parts: [html`<div class="owners">${lists.map(workList)}</div>`],
  };
}

function workList({ owner, tasks }: WorkList): Markup {
  const left = tasks.length - MOST_TASKS;
  return html`<section class="owner" aria-labelledby="work-${owner}">
<h3 id="work-${owner}">${OWNERS[owner]}</h3>
<ul>
${tasks.slice(0, MOST_TASKS).map(taskItem)}${left > 0 ? html`<li class="quiet">and ${number(left)} more</li>` : undefined}</ul>
</section>
`;
}

function taskItem({ step, codes, rows, rating }: Task): Markup {
  const links = codes.map(
    (code, index) => html`${index === 0 ? undefined : html`, `}<a href="#${anchorOf(code)}">${code}</a>`,
  );
  const concerned = rows.size === 0 ? undefined : html`${count(rows.size, 'row')} · `;
  return html`<li>${sign(rating)}<div><p>${prose(step)}</p>
<p class="quiet small">${concerned}${links}</p></div></li>
`;
}
