/**
 * The table: only the rows in view are elements, between two blanks as high as the others would be. A row that stays in
 * view keeps its element, and with it the focus.
 */
export const TABLE = `
/** Rows beyond the edges of the view, so that none is missing while one scrolls. */
const BEYOND = 10;

function startTable({ rows, columns }, view) {
  const scroller = document.getElementById('scroller');
  const table = document.getElementById('table');
  const body = document.getElementById('body');
  const ids = [...table.querySelectorAll('th')].map((head) => [head.dataset.column, head.className]);
  const [above, below] = [blank(ids.length), blank(ids.length)];
  /** Elements in view by the index of their row. */
  const live = new Map();
  /** Position of the row that the keyboard is at. */
  let active = 0;
  let height = 36;

  table.setAttribute('role', 'grid');
  scroller.tabIndex = -1;
  body.replaceChildren();
  body.before(above.part);
  body.after(below.part);

  function rowElement(index) {
    const row = rows[index];
    const cells = ids.map(([id, className]) => {
      const { show, title } = columns[id];
      const cell = make('td', { className });
      if (title !== undefined) cell.title = title(row);
      cell.append(...[show(row)].flat());
      return cell;
    });
    return make('tr', {}, ...cells);
  }

  function draw() {
    const { shown } = view;
    const visible = Math.ceil(scroller.clientHeight / height);
    const top = Math.max(0, Math.floor(scroller.scrollTop / height));
    const first = Math.max(0, Math.min(top, shown.length - visible) - BEYOND);
    const last = Math.min(shown.length, top + visible + BEYOND);
    const wanted = new Set(shown.subarray(first, last));
    const gone = [...live].filter(([index]) => !wanted.has(index));
    // The focus is not to fall out of the table. It is moved before anything else is: that makes the browser lay out
    // the page, and half done it would be too short for where it is scrolled to.
    if (gone.some(([, element]) => element.contains(document.activeElement))) scroller.focus({ preventScroll: true });
    for (const [index, element] of gone) {
      element.remove();
      live.delete(index);
    }
    const held = active >= first && active < last ? active : Math.min(top, last - 1);
    for (let position = first; position < last; position += 1) {
      const index = shown[position];
      const element = live.get(index) ?? rowElement(index);
      live.set(index, element);
      element.setAttribute('aria-rowindex', position + 2);
      element.tabIndex = position === held ? 0 : -1;
      const there = body.children[position - first] ?? null;
      if (there !== element) body.insertBefore(element, there);
    }
    above.resize(first * height);
    below.resize((shown.length - last) * height);
  }

  function measure() {
    const element = body.firstElementChild;
    if (element !== null) height = element.getBoundingClientRect().height || height;
  }

  function go(position) {
    if (view.shown.length === 0) return;
    active = Math.max(0, Math.min(view.shown.length - 1, position));
    const room = scroller.clientHeight - table.tHead.offsetHeight;
    const [start, end] = [active * height, (active + 1) * height];
    if (start < scroller.scrollTop) scroller.scrollTop = start;
    if (end > scroller.scrollTop + room) scroller.scrollTop = end - room;
    draw();
    live.get(view.shown[active])?.focus({ preventScroll: true });
  }

  /** From the row to its links and back. */
  function goAside(step) {
    const element = live.get(view.shown[active]);
    if (element === undefined) return;
    const stops = [element, ...element.querySelectorAll('a')];
    stops[stops.indexOf(document.activeElement) + step]?.focus({ preventScroll: true });
  }

  const page = () => Math.max(1, Math.floor(scroller.clientHeight / height) - 2);
  const keys = {
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + page()),
    PageUp: () => go(active - page()),
    Home: () => go(0),
    End: () => go(view.shown.length - 1),
    ArrowRight: () => goAside(1),
    ArrowLeft: () => goAside(-1),
  };
  scroller.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (act === undefined || event.altKey || event.ctrlKey || event.metaKey || table.tHead.contains(event.target)) return;
    event.preventDefault();
    act();
  });
  body.addEventListener('focusin', ({ target }) => {
    active = Number(target.closest('tr').getAttribute('aria-rowindex')) - 2;
  });
  view.changed = () => {
    table.setAttribute('aria-rowcount', view.shown.length + 1);
    active = 0;
    scroller.scrollTop = 0;
    draw();
  };
  scroller.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(() => {
    measure();
    draw();
  }).observe(scroller);
  view.changed();
  measure();
  draw();
}

/** Stands for the rows that are not there. */
function blank(columns) {
  const cell = make('td', { colSpan: columns, className: 'blank' });
  const part = make('tbody', { hidden: true }, make('tr', {}, cell));
  part.setAttribute('aria-hidden', 'true');
  const resize = (height) => {
    part.hidden = height <= 0;
    cell.style.height = Math.max(0, height) + 'px';
  };
  return { part, resize };
}
`;
