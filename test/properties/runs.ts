import fc from 'fast-check';
import { RUNS } from '../support/property-runs.js';

/** For the properties that name no number of their own. */
fc.configureGlobal({ numRuns: RUNS });
