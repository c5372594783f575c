import ipaddr from 'ipaddr.js';
import type { Vantage } from '../model/finding.js';
import { isPublic } from './address.js';

/**
 * Whether the server behind an address is the one that Exchange Online reaches, which goes by the public DNS. A
 * `hosted` provider gives every region addresses of its own, and the same service behind them.
 */
export function vantageOfAddress(
  address: string,
  { publicAddresses = [], hosted }: { publicAddresses: readonly string[] | undefined; hosted: boolean },
): Vantage {
  if (!isPublic(address)) return 'here';
  const same = publicAddresses.some((other) => canonical(other) === canonical(address));
  return same || (hosted && publicAddresses.some(isPublic)) ? 'microsoft' : 'here';
}

function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
