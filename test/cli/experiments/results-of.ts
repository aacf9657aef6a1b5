import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of an experiment's results; of its manifest, what is the same on every machine. */
export function resultsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        return [file, file === 'manifest.json' ? JSON.stringify(JSON.parse(text).identity) : text];
      }),
  );
}
