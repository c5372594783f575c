import type { CodesOf } from '../../model/code.js';
import type { Entry } from '../entry.js';
import { TLS_CERTIFICATE } from './tls-certificate.js';
import { TLS_PROTOCOL } from './tls-protocol.js';

export const TLS: { [C in CodesOf<'tls'>]: Entry<C> } = { ...TLS_PROTOCOL, ...TLS_CERTIFICATE };
