import type { Vantage } from '../model/finding.js';
import { isPublic, overlap } from './address.js';

/**
 * Whether the server behind an address is the one that Exchange Online reaches, which goes by the public DNS. A
 * `hosted` provider gives every region addresses of its own, and the same service behind them.
 */
export function vantageOfAddress(
  address: string,
  { publicAddresses = [], hosted }: { publicAddresses: readonly string[] | undefined; hosted: boolean },
): Vantage {
  if (!isPublic(address)) return 'here';
  const same = overlap([address], publicAddresses);
  return same || (hosted && publicAddresses.some(isPublic)) ? 'microsoft' : 'here';
}
