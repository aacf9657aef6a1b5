import type { Comparison } from '../../../experiment/compare/comparison.ts';
import type { Difference } from '../../../experiment/compare/difference.ts';
import { type Clause, clauseOf, incompleteClauseOf, nounOf } from './clauses.ts';

/** So many differences are told for each scenario; the table has all. */
const TOLD_MAX = 5;
const NAMES_MAX = 4;

/** How a scenario differs from the first, in words: what is better, what is worse, what cannot be told. */
export function sentenceOf(comparison: Comparison, point: number): string {
  const { points, changed } = comparison;
  const own = comparison.differences.filter((difference) => difference.point === point);
  const name = quoted(points[point]!);
  const first = quoted(points[0]!);
  const ran = replicationsAt(comparison, point);
  if (ran === 0) return `${name} cannot be compared with ${first}: no replication has run at both.`;
  if (own.every(({ verdict }) => verdict === 'same')) {
    const clients = changed.filter((each) => each.point === point);
    const nobody = clients.every(({ clients: { mean } }) => mean === 0)
      ? ', and no client ended otherwise'
      : '';
    return `${name} does not differ from ${first}: ${ofAll(own.length)} the same in ${replicationsText(ran)}${nobody}.${spanCaution(comparison, point)}`;
  }
  const told = own.filter(isTold).sort((a, b) => order(a) - order(b));
  const clauses = [
    ...own.filter(({ verdict }) => verdict === 'incomplete').map((each) => incompleteClauseOf(each, first)),
    ...told.slice(0, TOLD_MAX).map(clauseOf),
  ];
  const parts = [
    ...clauses.map((clause, at) => (at === 0 ? opening(name, clause) : `${clause.subject} ${clause.text}`)),
    ...rest(
      own,
      'cannotTell',
      (names) => `no difference in ${names} can be told with ${replicationsText(ran)}`,
    ),
    ...rest(own, 'same', (names) => `no replication differs in ${names}`),
    ...rest(own, 'notComparable', (names) => `${names} cannot be compared: not both have such a figure`),
  ];
  if (told.length > TOLD_MAX) parts.push(`${told.length - TOLD_MAX} more differences are in differences.csv`);
  if (clauses.length === 0) parts[0] = `${name} against ${first}: ${parts[0]}`;
  const caution = ran === 1 ? ' One replication: how far luck moves these figures is not known.' : '';
  return `${parts.join('; ')}.${caution}${spanCaution(comparison, point)}`;
}

function spanCaution({ points, otherSpans }: Comparison, point: number): string {
  if (!otherSpans.has(point)) return '';
  return ` Its runs do not cover the same time as those of ${quoted(points[0]!)}: what adds up over a run or is read at its end, mean times too, differs for that alone.`;
}

/** Names that hold more than a word stand in quotes. */
export function quoted(name: string): string {
  return /^[\p{L}\p{N}._-]+$/u.test(name) ? name : `“${name}”`;
}

/** Replications that have run both there and in the first scenario. */
export function replicationsAt({ differences }: Comparison, point: number): number {
  const own = differences.filter((difference) => difference.point === point);
  return own.reduce((most, { replications }) => Math.max(most, replications), 0);
}

export function replicationsText(count: number): string {
  return count === 1 ? '1 replication' : `${count} replications`;
}

function isTold({ verdict }: Difference): boolean {
  return verdict === 'more' || verdict === 'less' || verdict === 'oneReplication';
}

/** What is better comes first, then what is worse, then what is neither. */
function order({ better, paired }: Difference): number {
  if (better === null) return 2;
  return paired!.mean! > 0 === (better === 'more') ? 0 : 1;
}

function opening(name: string, { subject, text }: Clause): string {
  return subject === 'it' ? `${name} ${text}` : `With ${name}, the ${text}`;
}

function rest(
  own: readonly Difference[],
  verdict: Difference['verdict'],
  text: (names: string) => string,
): string[] {
  const names = own.filter((each) => each.verdict === verdict).map(({ response }) => nounOf(response));
  return names.length === 0 ? [] : [text(listed(names))];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX);
  if (names.length > NAMES_MAX) shown.push(`${names.length - NAMES_MAX} more`);
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function ofAll(count: number): string {
  return count === 1 ? 'its response is' : `all ${count} responses are`;
}
