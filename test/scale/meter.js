// Preloaded into a process, says at its end what it took: milliseconds of CPU, and the most memory in kilobytes.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRss: maxRSS };
  process.stderr.write(`usage ${JSON.stringify(usage)}\n`);
});
