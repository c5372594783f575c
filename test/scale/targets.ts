export interface Target {
  name: string;
  /** One figure, or one a round: their median counts, and the others show how far to trust it. */
  values: readonly number[];
  least?: number;
  most?: number;
}

/** Prints what each target came to. @throws when one is missed and the run is a strict one. */
export function assertTargets(targets: readonly Target[]): void {
  const missed = targets.filter((target) => !met(target));
  if (process.env.BENCH_STRICT === '1' && missed.length > 0) {
    throw new Error(`missed: ${missed.map(({ name }) => name).join('; ')}`);
  }
}

/** One that was not measured is not missed. */
function met({ name, values, least = 0, most = Number.POSITIVE_INFINITY }: Target): boolean {
  const middle = median(values);
  if (Number.isNaN(middle)) return true;
  const fine = middle >= least && middle <= most;
  const bound = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `at most ${most}`;
  const spread = `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  const figure = `${middle.toFixed(2)}${values.length > 1 ? ` (${spread})` : ''}`;
  console.log(`target ${fine ? 'met' : 'MISSED'}: ${name}: ${figure}, ${bound}`);
  return fine;
}

/** NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return (low + high) / 2;
}
