import { describe, type PreflightOptions, preflight } from '../../src/index.js';

/** The errors of a run, a line each. */
export async function errorsOf(options: PreflightOptions): Promise<string[]> {
  const { findings } = await preflight(options);
  return findings.flatMap((finding) => {
    const { severity, message, fix } = describe(finding);
    const row = finding.location?.row ?? '-';
    return severity === 'error' ? [`${row}\t${finding.code}\t${message}\t${fix[0]}`] : [];
  });
}

// errorsOf({ files: ['users.csv'], server: 'imap.contoso.com' })
