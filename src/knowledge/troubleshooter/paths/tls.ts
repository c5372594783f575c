import { SECTIONS } from '../../articles.js';
import { ENCRYPTION_PAGE, SSL_TEST, testAvailability } from '../../catalogue/steps.js';
import type { Path } from '../path.js';
import { IMAP_CHECK, TLS_CHECK } from '../proofs.js';

const LEARN = 'https://learn.microsoft.com';

export const TLS: Path = {
  title: 'TLS with the server does not come about',
  meaning:
    'Exchange Online takes TLS 1.2 with suites of its list and nothing older. IMAP on Exchange Server 2010 has TLS 1.0 only, so that no endpoint for it can be created.',
  quotes: [
    "Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server '<mail.contoso.com>' could not be completed.",
    'Microsoft.Exchange.Connections.Common.RemoteNetworkErrorTransientException: We were unable to reach your email provider. Please check your server settings, or try again later.',
    'Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed.',
    'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm.',
  ],
  steps: [
    {
      check: 'Is it TLS that fails?',
      how: [
        testAvailability('imap.contoso.com'),
        '"The client and server cannot communicate, because they do not possess a common algorithm" in its answer means that TLS versions or cipher suites do not match.',
        SSL_TEST,
      ],
      proof: [TLS_CHECK],
      sections: [SECTIONS.exchange2010Symptoms],
      about: /Test-MigrationServerAvailability|SSL Server Test/,
    },
    {
      check: 'Is the source Exchange Server 2010, or as old?',
      how: [
        'IMAP on Exchange 2010 is fixed to TLS 1.0 and cannot be taught TLS 1.2; no setting of the endpoint helps.',
        `On other servers, turn on TLS 1.2 with one of the cipher suites that Microsoft lists (${ENCRYPTION_PAGE}).`,
      ],
      proof: [IMAP_CHECK],
      sections: [SECTIONS.exchange2010Cause],
      about: /[Tt]urn on TLS|cipher suites?\b/,
    },
    {
      check: 'Which other way is there from Exchange 2010?',
      how: [
        `A cutover migration over RPC over HTTP (${LEARN}/exchange/mailbox-migration/cutover-migration-to-office-365).`,
        `A hybrid migration: full, minimal or express in the classic form, or modern hybrid (${LEARN}/exchange/mailbox-migration/use-minimal-hybrid-to-quickly-migrate, ${LEARN}/exchange/mail-migration-jump).`,
        `PST files by network upload (${LEARN}/microsoft-365/compliance/use-network-upload-to-import-pst-files).`,
        `PST files by drive shipping (${LEARN}/microsoft-365/compliance/use-drive-shipping-to-import-pst-files-to-office-365).`,
      ],
      proof: 'these ways do without IMAP',
      sections: [SECTIONS.exchange2010Workaround],
      about: /cutover|hybrid|network upload|drive shipping/i,
    },
    {
      check: 'Is TLS 1.2 on wherever it can be?',
      how: [
        `Prepare for TLS 1.2 as Microsoft describes it (${LEARN}/microsoft-365/compliance/prepare-tls-1.2-in-office-365).`,
        "For servers from Exchange 2013 on, follow the Exchange team's guidance in three parts: get ready for TLS 1.2, turn it on and find clients without it, turn TLS 1.0 and 1.1 off (https://techcommunity.microsoft.com/t5/exchange-team-blog/exchange-server-tls-guidance-part-1-getting-ready-for-tls-1-2/ba-p/607649).",
      ],
      proof: [TLS_CHECK],
      sections: [SECTIONS.exchange2010Related],
      about: /guidance|Prepar/,
    },
  ],
  words: ['tls', 'ssl', 'cipher', 'algorithm', 'handshake', 'certificate', 'exchange2010', '2010'],
};
