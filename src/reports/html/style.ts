import { BASE } from './style/base.js';
import { COLORS } from './style/colors.js';
import { PARTS } from './style/parts.js';
import { PRINT } from './style/print.js';
import { TABLE } from './style/table.js';

/** The one style of the document. Nothing has a style of its own: the policy would refuse it. */
export const STYLE = [COLORS, BASE, PARTS, TABLE, PRINT].join('');
