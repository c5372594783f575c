import { COPY } from './script/copy.js';
import { FINDINGS } from './script/findings.js';
import { PRINT } from './script/print.js';
import { ROWS } from './script/rows.js';
import { TABLE } from './script/table.js';
import { VIEW } from './script/view.js';
import { WORDS } from './script/words.js';
import { STATUS_TONES, STATUS_WORDS, STATUSES } from './tone.js';

const SHARED = `/** By the number in the data. */
const STATUSES = ${JSON.stringify(
  STATUSES.map((status) => ({ words: STATUS_WORDS[status], tone: STATUS_TONES[status] })),
)};
const FAILED = ${STATUSES.indexOf('failed')};
const INCONCLUSIVE = ${STATUSES.indexOf('inconclusive')};`;

const START = `
document.documentElement.classList.add('scripted');
for (const element of document.querySelectorAll('[data-scripted]')) element.hidden = false;
startCopying();
startFindings();
if (document.getElementById('row-data') === null) {
  startPrinting();
} else {
  const rows = readRows();
  const view = startView(rows);
  startTable(rows, view);
  startPrinting(rows);
}`;

/**
 * The one script of the document. Its parts are texts, put together here: a browser runs them, and neither Node.js nor
 * the bundler. They make elements and never markup, so that no name can become one.
 */
export const SCRIPT = `(() => {
'use strict';
${[SHARED, WORDS, ROWS, VIEW, TABLE, COPY, FINDINGS, PRINT, START].join('\n')}
})();
`;
