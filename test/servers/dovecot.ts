import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from './available.js';
import { testCertificate } from './certificates.js';
import { type DovecotMail, mailConfiguration, SHARED_BOXES, sharedBoxes } from './dovecot-mail.js';
import { MailStore } from './mail-store.js';
import { onFreePorts, processDirectory, startDaemon } from './process.js';

export interface DovecotUser {
  name: string;
  password: string;
  /** Refuses the right password with this text; an empty one leaves the words to Dovecot. */
  nologin?: string;
}

export interface DovecotOptions extends DovecotMail {
  /** A number makes `user1` to `userN`, each with the password `<name>-password`. Default 10. */
  users?: DovecotUser[] | number;
  /** Sign in as `<user>*<master>` with the master's password. */
  masters?: DovecotUser[];
  maxUserIpConnections?: number;
  sslMinProtocol?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** Default: the test certificate for localhost. */
  certificate?: { cert: string; key: string; ciphers?: string };
  /**
   * Delay of every refused sign-in, seconds; Dovecot's own default is 2. Default 0, which still leaves the timer
   * of half a second on which it answers all refusals at once.
   */
  authFailureDelay?: number;
  /** Dovecot's own delay for addresses that were refused. Default off. */
  authPenalty?: boolean;
  /** Writes mail before the start. */
  mail?: (store: MailStore) => void;
  /**
   * Address to listen on. Dovecot takes a client from its own address for secure, TLS or not; to a client that
   * connects to 127.0.0.2 (Linux) it shows LOGINDISABLED. Default 127.0.0.1.
   */
  host?: string;
  /** Further settings, in Dovecot's own syntax. */
  extra?: string;
}

export interface Dovecot {
  /** Implicit TLS. */
  imaps: number;
  /** Plain text and STARTTLS. */
  imap: number;
  users: DovecotUser[];
  /** The mail as it is on disk. */
  mail: MailStore;
  log(): string;
  stop(): Promise<void>;
}

/** Starts a Dovecot of its own on free ports of loopback, with all of its files in a temporary directory. */
export async function dovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const program = requireProgram('dovecot');
  const users = userList(options.users ?? 10);
  const { path: directory, remove } = processDirectory('dovecot');
  try {
    writeFiles(directory, users, options);
    const mail = new MailStore(join(directory, 'mail'), mailOwner());
    writeFileSync(join(directory, 'mail', SHARED_BOXES), sharedBoxes(options), { mode: 0o666 });
    options.mail?.(mail);
    const config = join(directory, 'dovecot.conf');
    return await onFreePorts(2, async ([imaps = 0, imap = 0]) => {
      writeFileSync(config, configuration(directory, { imaps, imap }, options));
      const daemon = await startDaemon(program, ['-F', '-c', config], /starting up for/, { SPACE: ' ' });
      return { imaps, imap, users, mail, log: daemon.log, stop: () => daemon.stop().finally(remove) };
    });
  } catch (error) {
    remove();
    throw error;
  }
}

function userList(users: DovecotUser[] | number): DovecotUser[] {
  if (typeof users !== 'number') return users;
  return Array.from({ length: users }, (_, index) => ({
    name: `user${index + 1}`,
    password: `user${index + 1}-password`,
  }));
}

function writeFiles(directory: string, users: DovecotUser[], options: DovecotOptions): void {
  // Login processes run as another user and look below this directory.
  chmodSync(directory, 0o755);
  const certificate = options.certificate ?? testCertificate('localhost');
  const write = (name: string, content: string) =>
    writeFileSync(join(directory, name), content, { mode: 0o644 });
  write('cert.pem', certificate.cert);
  write('key.pem', certificate.key);
  write('users', passwordFile(users));
  write('masters', passwordFile(options.masters ?? []));
}

/** Who reads the mail, where that is somebody else than who runs this. */
export function mailOwner(): { uid: number; gid: number } | undefined {
  return isRoot() ? { uid: numericId('-u', 'nobody'), gid: numericId('-g', 'nobody') } : undefined;
}

/**
 * https://doc.dovecot.org/2.3/configuration_manual/authentication/passwd_file/
 * Fields end at a space, so that in a reason comes from the environment.
 */
function passwordFile(users: DovecotUser[]): string {
  return users
    .map(({ name, password, nologin }) => {
      const fields = [
        ...(nologin === undefined ? [] : ['nologin=yes']),
        ...(nologin ? [`reason=${nologin.replaceAll(' ', '%{env:SPACE}')}`] : []),
      ];
      return `${name}:{PLAIN.b64}${Buffer.from(password, 'utf8').toString('base64')}::::::${fields.join(' ')}\n`;
    })
    .join('');
}

function configuration(
  directory: string,
  ports: { imaps: number; imap: number },
  options: DovecotOptions,
): string {
  const { ciphers } = options.certificate ?? testCertificate('localhost');
  const legacy = options.sslMinProtocol === 'TLSv1' || options.sslMinProtocol === 'TLSv1.1';
  return `base_dir = ${directory}/run
state_dir = ${directory}
instance_name = ${directory.split('-').at(-1)}
log_path = /dev/stderr
import_environment = TZ SPACE
protocols = imap
listen = ${options.host ?? '127.0.0.1'}
${owners()}
ssl = yes
ssl_cert = <${directory}/cert.pem
ssl_key = <${directory}/key.pem
ssl_min_protocol = ${options.sslMinProtocol ?? 'TLSv1.2'}
ssl_cipher_list = ${ciphers ?? (legacy ? 'DEFAULT@SECLEVEL=0' : 'HIGH:!aNULL')}
mail_max_userip_connections = ${options.maxUserIpConnections ?? 10}
auth_mechanisms = plain login
auth_failure_delay = ${options.authFailureDelay ?? 0} secs
auth_master_user_separator = *
passdb {
  driver = passwd-file
  master = yes
  args = ${directory}/masters
}
passdb {
  driver = passwd-file
  args = ${directory}/users
}
userdb {
  driver = static
  args = home=${directory}/mail/%u allow_all_users=yes
}
${mailConfiguration(directory, options)}
${services(ports, options)}
${options.extra ?? ''}
`;
}

/** Who owns processes and mail. An ordinary user can be nobody else, and cannot chroot. */
function owners(): string {
  if (isRoot()) return 'mail_uid = nobody\nmail_gid = nogroup\nfirst_valid_uid = 1\nfirst_valid_gid = 1';
  const { username, uid, gid } = userInfo();
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const services = ['anvil', 'auth', 'imap-login', 'imap-urlauth-login', 'stats'];
  return [
    `default_internal_user = ${username}`,
    `default_login_user = ${username}`,
    `default_internal_group = ${group}`,
    `mail_uid = ${uid}\nmail_gid = ${gid}`,
    ...services.map((name) => `service ${name} {\n  chroot =\n}`),
  ].join('\n');
}

function services(ports: { imaps: number; imap: number }, options: DovecotOptions): string {
  const penalty = options.authPenalty
    ? ''
    : 'service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}\n';
  // One login process serves all connections, as many sign-ins come at the same time.
  return `${penalty}service imap-login {
  service_count = 0
  process_min_avail = 1
  client_limit = 1000
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service imap {
  process_limit = 500
}`;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function numericId(kind: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [kind, user], { encoding: 'utf8' }));
}
