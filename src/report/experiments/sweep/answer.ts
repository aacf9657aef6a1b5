import type { Design } from '../../../experiment/designs/design.ts';
import type { Outcome } from '../../../experiment/outcome.ts';
import type { SweepQuestion } from '../../../experiment/sweep/question.ts';
import { findEffects, type SweepFindings } from '../../../experiment/sweep/sweep-effects.ts';
import { type FilledTable, filled } from '../../table-files.ts';
import { effectsTable } from './effects-table.ts';
import { pointsTable } from './points-table.ts';
import { leftOutTable, tornadoTable } from './tornado-table.ts';
import { responseWords } from './words.ts';

/** Lines that a terminal shows without scrolling, less what stands around the answer. */
const LINES_MAX = 26;
const INPUTS_MAX = 3;
/** Its name, what cannot be told, and what else there is to say. */
const LINES_BESIDE_INPUTS = 3;

/** The answer of a sweep: its tables, and which inputs matter, in words. */
export function sweepAnswer(outcome: Outcome): {
  readonly tables: readonly FilledTable[];
  readonly text: string;
} {
  const findings = findEffects(outcome);
  const paths = findings.question.axes.map(({ path }) => path);
  const tables = [
    filled(pointsTable(paths), findings),
    filled(effectsTable, findings),
    filled(tornadoTable, findings),
    filled(leftOutTable, findings),
  ];
  return { tables, text: answerText(outcome.plan.name, findings) };
}

function answerText(name: string, findings: SweepFindings): string {
  const { question, pointNames, responses } = findings;
  const { count } = question.replications;
  const confidence = Number((100 * question.confidence).toPrecision(4));
  const inputs = question.axes.length === 1 ? '1 input' : `${question.axes.length} inputs`;
  const each = count === 1 ? '1 replication' : `${count} replications`;
  const shown = responses.slice(0, Math.floor(LINES_MAX / (1 + LINES_BESIDE_INPUTS)));
  const perResponse = Math.floor(LINES_MAX / shown.length) - LINES_BESIDE_INPUTS;
  const inputCount = Math.max(1, Math.min(INPUTS_MAX, perResponse));
  const lines = [
    `${name}: ${inputs}, ${designWords(question.design)}: ${pointNames.length} points with ${each} each, intervals of ${confidence} % confidence`,
    ...(count === 1 ? [] : falselyTold(question)),
    ...(count === 1
      ? ['With one replication nobody can say what is luck: write replications: 3 or more.']
      : []),
  ];
  if (question.leftOut !== null) lines.push(assumedWords(question));
  for (const response of shown) lines.push('', ...responseWords(response, question, inputCount));
  const left = responses.length - shown.length;
  if (left > 0) lines.push('', `${left} more ${left === 1 ? 'response' : 'responses'} in effects.csv.`);
  return lines.join('\n');
}

/** Where there are so many inputs that luck has its chances. */
function falselyTold({ axes, confidence }: SweepQuestion): string[] {
  const count = Math.round(axes.length * (1 - confidence));
  if (count === 0) return [];
  const one = count === 1 ? '1' : `some ${count}`;
  return [`Each interval speaks for itself alone: of so many inputs ${one} may seem to matter by luck.`];
}

function assumedWords({ axes, leftOut }: SweepQuestion): string {
  const varied = new Set(axes.map(({ path }) => path));
  const others = new Set(leftOut!.map(({ path }) => path).filter((path) => !varied.has(path)));
  return `The inputs are ${axes.length} settings that nobody documents; left-out.csv says of ${others.size} others why they are not varied.`;
}

function designWords(design: Design): string {
  switch (design.kind) {
    case 'fullFactorial':
      return 'all combinations';
    case 'oneAtATime':
      return 'one at a time';
    case 'latinHypercube':
      return 'a Latin hypercube';
    case 'morris':
      return `${design.trajectories} trajectories of Morris`;
    case 'sobol':
      return `${design.samples} samples for Sobol indices`;
  }
}
