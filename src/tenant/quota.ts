const UNITS = ['b', 'kb', 'mb', 'gb', 'tb'];
/** French for bytes. */
const OCTETS = ['o', 'ko', 'mo', 'go', 'to'];

/**
 * The octets of a quota as Exchange writes it: `100 GB (107,374,182,400 bytes)`, in whatever language groups its digits,
 * `50GB`, a plain number, or `Unlimited`, which is infinite. Undefined where nothing can be read.
 */
export function quotaIn(cell: string): number | undefined {
  const text = cell.trim().toLowerCase();
  if (text === 'unlimited') return Number.POSITIVE_INFINITY;
  const exact = /\((\D*\d[^)]*)\)/.exec(text)?.[1];
  const digits = (exact ?? '').replace(/\D/g, '');
  if (digits !== '') return positive(Number(digits));
  const [, amount = '', unit = 'b'] = /^(\d+(?:[.,]\d+)?)\s*([kmgt]?[bo])?(?:ytes|ctets)?$/.exec(text) ?? [];
  const power = Math.max(UNITS.indexOf(unit), OCTETS.indexOf(unit));
  return amount === '' ? undefined : positive(Math.round(Number(amount.replace(',', '.')) * 1024 ** power));
}

function positive(octets: number): number | undefined {
  return octets > 0 && Number.isSafeInteger(octets) ? octets : undefined;
}
