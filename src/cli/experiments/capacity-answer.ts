import type { Trial } from '../../experiment/capacity/order.ts';
import { type CapacityStudy, capacityStudy } from '../../experiment/capacity/study.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import { CAPACITY_TABLES } from '../../report/experiments/capacity/tables.ts';
import { capacityWords } from '../../report/experiments/capacity/words.ts';
import { filled } from '../../report/table-files.ts';
import { Ending, EXIT } from '../exit.ts';
import type { Answer } from './answers.ts';

/** The answer of a search for capacity. Ends with code 99 where no value is enough, with 4 where there is no answer. */
export function capacityAnswer(outcome: Outcome): Answer {
  const study = capacityStudy(outcome);
  const answer = { tables: CAPACITY_TABLES.map((table) => filled(table, study)), text: capacityWords(study) };
  const ending = endingOf(study);
  return ending === null ? answer : { ...answer, ending };
}

function endingOf({ finding: { end, trials } }: CapacityStudy): Ending | null {
  const { kind } = end;
  if (kind === 'none') return new Ending(EXIT.thresholdNotMet, noneReason(trials, end.best));
  if (kind === 'opposed')
    return new Ending(EXIT.incomplete, 'the bounds pull in opposite directions: there is no answer');
  if (kind === 'notMonotone' || kind === 'outOfOrder')
    return new Ending(EXIT.incomplete, 'the responses are not in order over the values: there is no answer');
  return null;
}

/** Where nobody can tell, more replications may find that a value is enough. */
function noneReason(trials: readonly Trial[], best: number): string {
  const { judgements } = trials.find(({ candidate }) => candidate === best)!;
  const isKnown = judgements.some(({ verdict }) => verdict === 'no');
  return isKnown ? 'no value is enough' : 'whether a value is enough cannot be told';
}
