/** On paper: everything unfolded, and the rows that failed or could not be judged in place of those in view. */
export const PRINT = `
/** About 50 pages. */
const MOST_PRINTED = 2000;

function startPrinting(data) {
  const place = document.getElementById('print-rows');
  let folded;

  function prepare() {
    if (folded !== undefined) return;
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const part of folded) part.open = true;
    if (data !== undefined) place.replaceChildren(...printedRows(data));
  }

  function restore() {
    for (const part of folded ?? []) part.open = false;
    folded = undefined;
    place?.replaceChildren();
  }

  addEventListener('beforeprint', prepare);
  addEventListener('afterprint', restore);
}

function printedRows({ rows, columns }) {
  const failed = rows.filter((row) => row[STATUS] === FAILED);
  const open = rows.filter((row) => row[STATUS] === INCONCLUSIVE);
  const wanted = [...failed, ...open];
  if (wanted.length === 0) return [make('p', {}, 'No row failed.')];
  const printed = wanted.slice(0, MOST_PRINTED);
  const left = wanted.length - printed.length;
  const cut = left === 0 ? '' : ' ' + number(left) + ' more are left out here; they are in the file.';
  const counts = number(failed.length) + ' failed, ' + number(open.length) + ' could not be judged.';
  const ids = [...document.querySelectorAll('#table th')]
    .map((head) => [head.dataset.column, head.textContent])
    .filter(([id]) => ['row', 'line', 'file', 'address', 'user', 'status', 'codes'].includes(id));
  const head = make('tr', {}, ...ids.map(([, title]) => make('th', { scope: 'col' }, title)));
  const lines = printed.map((row) =>
    make('tr', {}, ...ids.map(([id]) => make('td', {}, ...[columns[id].show(row)].flat()))),
  );
  return [
    make('p', {}, 'Rows that need work: ' + counts + cut),
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...lines)),
  ];
}
`;
