// What the contestants in JavaScript share: the rows of a CSV, a pool of so many slots, and how the figures come out.
// Each is called with a CSV without quotes, a port of 127.0.0.1 and a number of connections.
import { readFileSync } from 'node:fs';

/**
 * Signs in to every row and prints how long that took, from the first start to the last end. A row that does not get
 * in ends the process: a contestant that loses rows would only look fast.
 */
export async function race(signIn) {
  const [file, port, connections] = process.argv.slice(2);
  const rows = readFileSync(file, 'utf8').split('\n').slice(1, -1);
  const users = rows.map((row) => row.split(',').slice(1));
  let next = 0;
  let signedIn = 0;
  const slot = async () => {
    while (next < users.length) {
      const [user, password] = users[next++];
      await signIn({ port: Number(port), user, password });
      signedIn++;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: Number(connections) }, slot));
  const ms = users.length === 0 ? 0 : performance.now() - begun;
  process.stdout.write(JSON.stringify({ signedIn, ms }));
}
