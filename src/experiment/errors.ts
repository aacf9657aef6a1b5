/** Results that could not be written: the reason in words for whoever started the run. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the path is too long',
  EFBIG: 'a file would be larger than the system allows',
  EIO: 'the device reports an error',
  EMFILE: 'too many files are open',
};

/** Whether an error comes from the operating system, such as a full disk. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** A system error in words: `the disk is full (ENOSPC)`. */
export function reasonOf(error: Error & { readonly code: string }): string {
  const reason = REASONS[error.code];
  return reason === undefined ? error.message : `${reason} (${error.code})`;
}
