import { domainToASCII } from 'node:url';

/** The name as DNS, SNI and certificates have it, RFC 5891; what is no name, such as an address, stays as it is. */
export function asciiName(server: string): string {
  return domainToASCII(server) || server;
}
