import { expect, it } from 'vitest';
import { vantageOfAddress } from '../../src/checks/vantage.js';

const HOSTED = true;

it.each<[string, string, string[] | undefined, boolean, 'here' | 'microsoft']>([
  ['the address that the public DNS gives', '9.9.9.9', ['149.112.112.112', '9.9.9.9'], false, 'microsoft'],
  ['the same in another writing', '2620:FE:0:0::FE', ['2620:fe::fe'], false, 'microsoft'],
  ['another address', '9.9.9.9', ['149.112.112.112'], false, 'here'],
  ['a private address, though the public DNS gives it too', '10.20.0.7', ['10.20.0.7'], false, 'here'],
  ['where the public DNS was not asked', '9.9.9.9', undefined, false, 'here'],
  ['another address of a provider', '9.9.9.9', ['149.112.112.112'], HOSTED, 'microsoft'],
  ['a provider whose name leads to a private address', '10.20.0.7', ['149.112.112.112'], HOSTED, 'here'],
  ['a provider, where the public DNS was not asked', '9.9.9.9', undefined, HOSTED, 'here'],
])('%s', (_name, address, publicAddresses, hosted, expected) => {
  expect(vantageOfAddress(address, { publicAddresses, hosted })).toBe(expected);
});
