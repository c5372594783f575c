import type {
  CodeArguments,
  CodesOf,
  LoginArguments,
  ServerArguments,
  TransientArguments,
} from '../model/code.js';
import type { UnsuitableKind } from '../model/recipient.js';
import { amountHeld } from './amount-shape.js';
import { form } from './csv-argument-shapes.js';
import { among, type Fields, figure, list, oneOf, optional, text, yes } from './shape.js';

const server: Fields<ServerArguments> = { provider: optional(text), software: optional(text) };

const refused: Fields<LoginArguments> = { form, ...server };

const transient: Fields<TransientArguments> = {
  attempts: figure,
  phase: optional(text),
  seconds: optional(figure),
  backoffMs: optional(figure),
  ...server,
};

const UNSUITABLE: Record<UnsuitableKind, 0> = {
  other: 0,
  resource: 0,
  special: 0,
  unknown: 0,
  unlicensed: 0,
  deleted: 0,
  'deleted-too': 0,
};

type Login = { [C in CodesOf<'login'>]: Fields<CodeArguments[C]> };

const LOGIN_ARGUMENTS: Login = {
  'login/rejected': refused,
  'login/app-password-required': refused,
  'login/web-login-required': refused,
  'login/imap-disabled': refused,
  'login/basic-auth-disabled': refused,
  'login/expired': refused,
  'login/blocked': refused,
  'login/not-authorized': refused,
  'login/timeout': transient,
  'login/dropped': transient,
  'login/unavailable': transient,
  'login/throttled': transient,
  'login/too-many-connections': transient,
  'login/stopped': {
    kind: among(['admin-account', 'max-rejected']),
    rejected: figure,
    account: optional(text),
  },
};

/** The arguments of the codes of sign-ins, mailboxes and the target. */
export const SIGN_IN_ARGUMENTS: {
  [C in CodesOf<'login' | 'mailbox' | 'target'>]: Fields<CodeArguments[C]>;
} = {
  ...LOGIN_ARGUMENTS,
  'mailbox/list-failed': { command: among(['LIST', 'EXAMINE']) },
  'mailbox/gmail-folders': { roots: list(text), adds: optional(amountHeld), alone: optional(figure) },
  'mailbox/public-folders': { roots: list(text) },
  'mailbox/slash-in-folder-name': { folders: figure, examples: list(text) },
  'mailbox/non-mail-folders': { folders: list(text) },
  'mailbox/too-many-items': { messages: figure, kept: optional(figure) },
  'mailbox/folder-too-many-items': { folder: text, messages: figure },
  'mailbox/message-too-large': { messages: figure, folders: list(text) },
  'mailbox/over-target-quota': {
    bytes: figure,
    quota: figure,
    kept: optional(figure),
    estimated: optional(yes),
  },
  'target/recipient-not-found': {
    emailAddress: text,
    nearest: optional(text),
    primaryOnly: optional(yes),
  },
  'target/recipient-not-a-mailbox': {
    emailAddress: text,
    type: text,
    kind: optional(oneOf(UNSUITABLE)),
    name: optional(text),
  },
  'target/foreign-domain': { domain: text, targetDomains: optional(list(text)) },
  'target/batch-exists': {
    name: text,
    kind: optional(among(['user'])),
    emailAddress: optional(text),
    status: optional(text),
  },
  'target/batch-name': { name: text, problem: among(['too-long', 'special-characters']) },
};
