import { SECTIONS } from '../../articles.js';
import {
  ALLOW_MICROSOFT_ADDRESSES,
  ENTER_FQDN_IN_BATCH,
  ENTER_FQDN_IN_ENDPOINT,
  RECREATE_ENDPOINT,
  START_IMAP_SERVICE,
} from '../../catalogue/steps.js';
import type { Path } from '../path.js';
import { DNS_CHECK, ENDPOINT_CHECK, IMAP_CHECK, TCP_CHECK, TLS_CHECK } from '../proofs.js';

export const TIMED_OUT: Path = {
  title: 'The connection to the server timed out',
  meaning:
    'Exchange Online got no answer from the IMAP server within 15 seconds. A firewall keeps Microsoft out, or nothing listens there.',
  quotes: ["The connection to the server 'Servername.contoso.com' timed out after 00:00:15."],
  steps: [
    {
      check: "Does the firewall let Microsoft's datacenters reach the port?",
      how: [
        'Test port 993 (SSL) or 143 from outside your network, for example with the Telnet client of Windows: `telnet server.contoso.com 993`. An empty window means that the port answers.',
        '"Could not open connection to the host, on port 993: Connect failed" means that the port is closed: publish it through your firewall, or ask the provider who hosts the server.',
        ALLOW_MICROSOFT_ADDRESSES,
      ],
      proof: [TCP_CHECK],
      sections: [SECTIONS.timedOutFirewall],
      about: /firewall|telnet|filter in front|country or an address/i,
    },
    {
      check: 'Does the IMAP service run on the source?',
      how: [
        START_IMAP_SERVICE,
        'On other systems, such as Lotus Notes or Google Apps, see their documentation.',
      ],
      proof: [IMAP_CHECK],
      sections: [SECTIONS.timedOutService],
      about: /^Start the IMAP service/,
    },
    {
      check: 'Does the endpoint have the settings of today?',
      how: [RECREATE_ENDPOINT],
      proof: [ENDPOINT_CHECK],
      sections: [SECTIONS.timedOutRecreateEndpoint],
      about: /remove and recreate it/,
    },
  ],
  words: ['timeout', 'timed', 'connection', 'connect', 'firewall', 'port', 'reach', 'telnet'],
};

export const NOT_COMPLETED: Path = {
  title: 'The connection to the server could not be completed',
  meaning:
    'Exchange Online cannot find the server under the name it was given, or finds it and cannot talk to it.',
  quotes: ["The connection to the server 'imap.contoso.com' could not be completed."],
  steps: [
    {
      check: 'Is the name of the server right, and does the public DNS know it?',
      how: [
        'The name must be a fully qualified domain name that the Internet resolves to a public address; a name that works inside your network alone is not enough.',
        'If the name is right and not known outside, create a host (A) record that leads from it to the public IP address of the server.',
      ],
      proof: [DNS_CHECK],
      sections: [SECTIONS.notCompleted],
      about: /\bDNS\b|\(A\) record|resolv/i,
    },
    {
      check: 'Does the batch or the endpoint have that name?',
      how: [
        ENTER_FQDN_IN_BATCH,
        ENTER_FQDN_IN_ENDPOINT,
        'If there is an endpoint already, select it under Recipients > Migration > ... > Migration endpoints to see its FQDN. If it is wrong or no longer known outside, remove the endpoint and recreate it, or create the host (A) record.',
      ],
      proof: [ENDPOINT_CHECK],
      sections: [SECTIONS.notCompleted],
      about: /endpoint/,
    },
    {
      check: 'Was the server found, and TLS failed?',
      how: [
        'The same sentence begins the message of a failed TLS negotiation. Look at the lines below the sentence: "TLS negotiation failed" among them means that the server was found, and that its TLS does not suit Exchange Online (`imap-preflight explain tls`).',
      ],
      proof: [TLS_CHECK],
      sections: [SECTIONS.exchange2010Symptoms],
    },
  ],
  words: ['completed', 'dns', 'fqdn', 'hostname', 'resolve', 'host', 'name'],
};
