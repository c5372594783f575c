/** The rows out of the data, and what each column shows of them and sorts them by (row-data.ts has the shape). */
export const ROWS = String.raw`
const [STATUS, SET, ADDRESS, USER, ROW, LINE, FOLDERS, MS, FILE, MESSAGES, BYTES] = Array(11).keys();
/** What failed comes first, by the number of the status. */
const GRAVITY = [3, 0, 1, 2];
const UNKNOWN = -1;

function readRows() {
  const { rows, sets, codes, files } = JSON.parse(document.getElementById('row-data').textContent);
  const codesOf = sets.map((set) => set.map((code) => codes[code]));
  const joined = codesOf.map((set) => set.join(' '));
  const user = (row) => (row[USER] === 0 ? row[ADDRESS] : row[USER]);
  const file = (row) => files[row[FILE] ?? 0] ?? '';
  const figure = (place, words = number) => ({
    show: (row) => ((row[place] ?? UNKNOWN) === UNKNOWN ? '' : words(row[place])),
    key: (row) => row[place] ?? UNKNOWN,
  });
  const text = (of) => ({ show: (row) => make('bdi', {}, of(row)), title: of, key: (row) => of(row).toLowerCase() });
  const columns = {
    row: figure(ROW),
    line: figure(LINE),
    file: text(file),
    address: text((row) => row[ADDRESS]),
    user: text(user),
    status: { show: (row) => statusNodes(row), key: (row) => GRAVITY[row[STATUS]] },
    codes: {
      show: (row) => codesOf[row[SET]].flatMap((code, index) => [index === 0 ? '' : ' ', codeLink(code)]),
      title: (row) => joined[row[SET]],
      // Rows without any stand last.
      key: (row) => joined[row[SET]] || '\uffff',
    },
    folders: figure(FOLDERS),
    messages: figure(MESSAGES),
    bytes: figure(BYTES, size),
    ms: figure(MS, duration),
  };
  const haystackOf = (row) => [row[ADDRESS], user(row), joined[row[SET]], file(row)].join('\n').toLowerCase();
  /** Made at the first search. */
  let haystacks;
  const matches = (index, words) => {
    haystacks ??= rows.map(haystackOf);
    return words.every((word) => haystacks[index].includes(word));
  };
  const has = (row, code) => codesOf[row[SET]].includes(code);
  return { rows, columns, matches, has };
}

function statusNodes(row) {
  const { words, tone } = STATUSES[row[STATUS]];
  return [sign(tone), words];
}

function codeLink(code) {
  return make('a', { href: '#finding-' + code.replace('/', '-'), tabIndex: -1 }, code);
}
`;
