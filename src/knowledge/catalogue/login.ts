import type { CodesOf } from '../../model/code.js';
import type { Entry } from '../entry.js';
import { LOGIN_REFUSED } from './login-refused.js';
import { LOGIN_UNDECIDED } from './login-undecided.js';

export const LOGIN: { [C in CodesOf<'login'>]: Entry<C> } = { ...LOGIN_REFUSED, ...LOGIN_UNDECIDED };
