/** Which rows are shown, and in which order: the search, the filters and the sorting. */
export const VIEW = String.raw`
function startView({ rows, columns, matches, has }) {
  const form = document.querySelector('form.controls');
  const search = document.getElementById('search');
  const codes = document.getElementById('code');
  const files = document.getElementById('file');
  const heads = [...document.querySelectorAll('#table th')];
  const said = document.getElementById('matches');
  let order = Uint32Array.from(rows.keys());
  const view = { shown: order, changed: () => undefined };

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const statuses = new Set([...form.querySelectorAll('[name=status]:checked')].map((box) => Number(box.value)));
    const code = codes.value;
    const file = files === null || files.value === '' ? UNKNOWN : Number(files.value);
    view.shown = order.filter((index) => {
      const row = rows[index];
      return (
        (statuses.size === 0 || statuses.has(row[STATUS])) &&
        (code === '' || has(row, code)) &&
        (file === UNKNOWN || (row[FILE] ?? 0) === file) &&
        (words.length === 0 || matches(index, words))
      );
    });
    const some = view.shown.length === 0 ? 'No row of ' : number(view.shown.length) + ' of ';
    said.textContent = some + number(rows.length) + (rows.length === 1 ? ' row' : ' rows');
    view.changed();
  }

  function sort(head) {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const { key } = columns[head.dataset.column];
    const last = down ? -Infinity : Infinity;
    const keys = rows.map((row) => (key(row) === UNKNOWN ? last : key(row)));
    const sign = down ? -1 : 1;
    order = Uint32Array.from(rows.keys()).sort((a, b) => {
      if (keys[a] === keys[b]) return a - b;
      return keys[a] < keys[b] ? -sign : sign;
    });
    filter();
  }

  for (const head of heads) {
    const button = head.querySelector('button');
    button.disabled = false;
    button.addEventListener('click', () => sort(head));
  }
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields have their old values until the event is over.
  form.addEventListener('reset', () => setTimeout(filter));
  document.addEventListener('click', ({ target }) => {
    const code = target.dataset?.code;
    if (code === undefined) return;
    form.reset();
    codes.value = code;
    setTimeout(() => {
      codes.value = code;
      filter();
      document.getElementById('rows').scrollIntoView();
      codes.focus({ preventScroll: true });
    });
  });
  filter();
  // A browser brings back what was entered before the document was loaded again, after it has run this.
  addEventListener('pageshow', filter);
  return view;
}
`;
