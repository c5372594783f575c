/** What the mail of a Dovecot is like. */
export interface DovecotMail {
  /** Folders besides INBOX, created with the mailbox; names in UTF-8. */
  folders?: string[];
  /** Special use (RFC 6154), such as `\Trash`, by the name of a folder. It is not created for that. */
  specialUse?: Record<string, string>;
  /** Between the levels of a name. Default: a full stop, as Maildir++ has it. */
  separator?: '/' | '.';
  /** Offers QUOTA with a limit of so many kilobytes for each user; 0 counts without a limit. */
  quota?: number;
  /** Names may hold a slash, or whatever else means something on disk (the plugin listescape). */
  anyName?: boolean;
  /**
   * What the store keeps under `PUBLIC_USER` is seen by everybody in a namespace with this name, as far as the `acl` of
   * its folders allows.
   */
  publicNamespace?: string;
  /** Names of users whose folders others see below `shared`, each as far as its `acl` allows. */
  sharing?: string[];
}

/** Whose mail the folders of the public namespace are, in the store. */
export const PUBLIC_USER = 'public';

/** The file of `sharedBoxes`, below the mail: Dovecot writes it anew. */
export const SHARED_BOXES = '.shared-boxes';

export function mailConfiguration(directory: string, options: DovecotMail): string {
  const { quota, anyName = false, publicNamespace, sharing = [] } = options;
  const acl = publicNamespace !== undefined || sharing.length > 0;
  const plugins = [
    ...(quota === undefined ? [] : ['quota']),
    ...(acl ? ['acl'] : []),
    ...(anyName ? ['listescape'] : []),
  ];
  const settings = [
    ...(quota === undefined
      ? []
      : ['quota = count:User quota', 'quota_vsizes = yes', `quota_rule = *:storage=${quota}K`]),
    ...(acl ? ['acl = vfile', `acl_shared_dict = file:${directory}/mail/${SHARED_BOXES}`] : []),
  ];
  // What is lost with the machine is nobody's loss.
  return `mail_location = maildir:${directory}/mail/%u
mail_fsync = never
mail_plugins = ${plugins.join(' ')}
protocol imap {
  mail_plugins = $mail_plugins ${quota === undefined ? '' : 'imap_quota'}
}
plugin {
${settings.map((setting) => `  ${setting}\n`).join('')}}
${personal(options)}
${publicNamespace === undefined ? '' : publicFolders(directory, publicNamespace, options)}
${sharing.length === 0 ? '' : sharedFolders(directory, options)}`;
}

/**
 * Who shares with whom, as the plugin acl keeps it in a dictionary
 * (https://doc.dovecot.org/2.3/configuration_manual/shared_mailboxes/user_shared_mailbox_list/).
 */
export function sharedBoxes({ sharing = [] }: DovecotMail): string {
  return sharing.map((user) => `shared/shared-boxes/anyone/${user}\n1\n`).join('');
}

function personal({ folders = [], specialUse = {}, separator = '.' }: DovecotMail): string {
  const names = new Set([...folders, ...Object.keys(specialUse)]);
  const mailboxes = [...names].map((name) => {
    const use = specialUse[name];
    const settings = [
      ...(folders.includes(name) ? ['auto = create'] : []),
      ...(use === undefined ? [] : [`special_use = ${use}`]),
    ];
    return `  mailbox "${name}" {\n${settings.map((setting) => `    ${setting}\n`).join('')}  }\n`;
  });
  return `namespace inbox {
  inbox = yes
  separator = ${separator}
${mailboxes.join('')}}`;
}

function publicFolders(directory: string, name: string, { separator = '.' }: DovecotMail): string {
  return `namespace public {
  type = public
  separator = ${separator}
  prefix = ${name}${separator}
  location = maildir:${directory}/mail/${PUBLIC_USER}
  subscriptions = no
  list = yes
}`;
}

function sharedFolders(directory: string, { separator = '.' }: DovecotMail): string {
  return `namespace shared {
  type = shared
  separator = ${separator}
  prefix = shared${separator}%%u${separator}
  location = maildir:${directory}/mail/%%u
  subscriptions = no
  list = children
}`;
}
