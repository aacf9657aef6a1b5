import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differenceOf } from '../src/experiment/compare/difference.ts';
import { ValueBook } from '../src/experiment/compare/response-values.ts';
import { readMetrics } from '../src/experiment/metrics/index.ts';
import { headlineResponses } from '../src/experiment/plan/headline-responses.ts';
import { runScenario } from '../src/experiment/run.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { loadScenario } from '../src/scenario/load.ts';

const FOLDER = join(fileURLToPath(new URL('..', import.meta.url)), 'scenarios');
const READER = {
  read: (path: string) => readFileSync(path, 'utf8'),
  resolve: (_from: string, written: string) => join(FOLDER, written),
};
const REPLICATIONS = 10;
const CONFIDENCE = 0.95;

interface WhatIf {
  readonly file: string;
  readonly name: string;
  readonly set: readonly string[];
}

/** The first what-if of every shipped scenario, as its head has it: `#   12 h   npx fleetsim run … --set …`. */
function shippedWhatIfs(): WhatIf[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const line = /^#\s+(.*?)\s+npx fleetsim run \S+ (--set .*)$/m.exec(READER.read(join(FOLDER, file)));
      if (line === null) return [];
      const set = [...line[2]!.matchAll(/--set (?:"([^"]*)"|(\S+))/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      );
      return [{ file, name: line[1]!, set }];
    });
}

/** Prints what the same luck is worth in the shipped comparisons: the share of variance that pairing saves. */
export async function benchPairing(): Promise<void> {
  console.log(`variance that pairing saves, ${REPLICATIONS} replications of the shipped what-ifs`);
  for (const whatIf of shippedWhatIfs()) {
    const { file, name } = whatIf;
    console.log(`  ${file.replace('.yaml', '')}: ${name}`);
    for (const { response, saved, without } of await savings(whatIf)) {
      console.log(`    ${response.padEnd(58)} ${saved === null ? without : `${(100 * saved).toFixed(1)} %`}`);
    }
  }
}

async function savings({ file, set }: WhatIf) {
  const scenarios = [load(file, []), load(file, set)];
  const { thresholds } = scenarios[0]!;
  const bounded = thresholds.map(({ metric }) => metric);
  const responses = bounded.length > 0 ? bounded : headlineResponses(scenarios[0]!);
  const book = new ValueBook({
    responses,
    points: scenarios.map((_, at) => ({ name: String(at), file, set })),
  });
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    for (const [point, scenario] of scenarios.entries()) {
      const result = await runScenario(scenario, replication, () => {}, new AbortController().signal);
      book.add({ point, replication, metrics: readMetrics(result) });
    }
  }
  return book.responses
    .filter(({ response }) => responses.includes(response))
    .map((values) => {
      const { response, verdict, paired } = differenceOf(values, 1, CONFIDENCE, CONFIDENCE);
      return {
        response,
        saved: paired?.varianceSaved ?? null,
        without: paired === null ? verdict : 'neither varies',
      };
    });
}

function load(file: string, set: readonly string[]): Scenario {
  const { scenario, issues } = loadScenario(join(FOLDER, file), READER, { set });
  if (scenario === null) throw new Error(`${file}: ${issues[0]?.message}`);
  return scenario;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchPairing();
