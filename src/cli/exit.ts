/** What the program ends with, so that scripts can tell the cases apart. */
export const EXIT = {
  ok: 0,
  internalError: 1,
  /** The system did not let results or messages be written, such as a full disk: no fault of fleetsim. */
  notWritten: 1,
  usage: 2,
  scenarioInvalid: 3,
  incomplete: 4,
  /** Results are not what running again gives. */
  notIdentical: 4,
  thresholdNotMet: 99,
  interrupted: 130,
} as const;

/** An end that has been explained: the message for whoever started the program, and the exit code. */
export class Ending extends Error {
  override readonly name = 'Ending';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A fault of fleetsim itself, and where it was met. */
export class InternalError extends Error {
  override readonly name = 'InternalError';

  constructor(where: string, cause: Error) {
    super(`${where}: ${cause.message}`, { cause });
  }
}
