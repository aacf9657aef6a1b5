import { bundleReader } from '../../experiment/plan/sources.ts';
import {
  type ExperimentFolder,
  openResults,
  ResultsError,
  type RunFolder,
} from '../../report/opened-folder.ts';
import { RESOLVED_FILE } from '../../report/run-folder.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { type LoadedScenario, openScenario } from '../scenario-file.ts';

/** Opens a folder of results; ends with what is wrong with it. */
export function openFolder(path: string): RunFolder | ExperimentFolder {
  return fromResults(() => openResults(path));
}

/** What is made from a folder of results; ends with what is missing or damaged in it. */
export function fromResults<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ResultsError) throw new Ending(EXIT.usage, visible(error.message));
    throw error;
  }
}

/** The same of a run only. */
export function openRunFolder(path: string): RunFolder {
  const folder = openFolder(path);
  if (folder.kind === 'run') return folder;
  throw new Ending(
    EXIT.usage,
    `${visible(path)} holds the results of an experiment; name the folder of a run`,
  );
}

/** The scenario of a run, from its folder alone; ends with why this version cannot read it. */
export function scenarioOf({ path, resolvedYaml }: RunFolder): LoadedScenario {
  const reader = bundleReader({ files: [{ name: RESOLVED_FILE, text: resolvedYaml }], links: [] });
  try {
    return openScenario(RESOLVED_FILE, undefined, [], reader);
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    const message = `this version cannot read the scenario of ${visible(path)}:\n${error.message}`;
    throw new Ending(EXIT.scenarioInvalid, message);
  }
}
