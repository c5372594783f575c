/** Runs of each property: 1,000, or what PROPERTY_RUNS says (`npm run test:long`). */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);

/** Time a property may take, in milliseconds. */
export const PROPERTY_TIMEOUT = 60 * RUNS + 60_000;
