import type { Contestant, Figures } from './sign-in.contestants.js';
import { median } from './targets.js';

/** A contestant in one round: its run, and the same process with nobody to sign in. */
export interface Lap {
  full: Figures;
  start: Figures;
}

/** What every contestant did in one round. */
export type Round = Partial<Record<Contestant, Lap>>;

const METRICS = {
  'rows/s': ({ full }: Lap) => full.signedIn / (full.ms / 1000),
  'whole rows/s': ({ full }: Lap) => full.signedIn / (full.wholeMs / 1000),
  'CPU ms/row': ({ full }: Lap) => full.cpuMs / full.signedIn,
  'less start': ({ full, start }: Lap) => (full.cpuMs - start.cpuMs) / full.signedIn,
  'peak MB': ({ full }: Lap) => full.megabytes,
};
export type Metric = keyof typeof METRICS;

/** What a contestant did in each round. */
function figures(rounds: readonly Round[], metric: Metric, of: Contestant): number[] {
  return rounds.flatMap(({ [of]: lap }) => (lap === undefined ? [] : METRICS[metric](lap)));
}

/** How many times another's that is, in each round that both took part in. */
export function ratios(rounds: readonly Round[], metric: Metric, of: Contestant, to: Contestant): number[] {
  return rounds.flatMap(({ [of]: mine, [to]: theirs }) =>
    mine === undefined || theirs === undefined ? [] : METRICS[metric](mine) / METRICS[metric](theirs),
  );
}

/** A line for each contestant, and one for each that the first is compared with. */
export function table(rounds: readonly Round[], contestants: readonly Contestant[]): string {
  const metrics = Object.keys(METRICS) as Metric[];
  const line = (name: string, cell: (metric: Metric) => string) =>
    [name.padEnd(14), ...metrics.map((metric) => cell(metric).padStart(metric.length))].join('  ');
  const [first, ...others] = contestants;
  return [
    line('', (metric) => metric),
    ...contestants.map((name) => line(name, (metric) => median(figures(rounds, metric, name)).toFixed(2))),
    ...others.map((other) =>
      line(`${first}/${other}`, (metric) => median(ratios(rounds, metric, first ?? other, other)).toFixed(2)),
    ),
  ].join('\n');
}
