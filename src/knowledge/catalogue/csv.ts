import type { CodesOf } from '../../model/code.js';
import type { Entry } from '../entry.js';
import { CSV_FORMAT } from './csv-format.js';
import { CSV_SHAPE } from './csv-shape.js';
import { CSV_VALUES } from './csv-values.js';

export const CSV: { [C in CodesOf<'csv'>]: Entry<C> } = { ...CSV_SHAPE, ...CSV_FORMAT, ...CSV_VALUES };
