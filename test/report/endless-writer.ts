import type { CsvPart } from '../../src/report/csv.ts';
import { writeFolder } from '../../src/report/folder.ts';

/** A program that writes a folder of results without end, until it is killed. Says «writing» once it is at it. */
function* endless(): Generator<CsvPart> {
  for (let row = 0; ; row++) {
    if (row === 3) process.stdout.write('writing\n');
    yield { text: 'x'.repeat(1000), rows: 1 };
  }
}

await writeFolder(process.argv[2]!, [{ file: 'endless.csv', table: true, parts: endless() }], (files) => ({
  identity: { program: 'fleetsim', files },
}));
