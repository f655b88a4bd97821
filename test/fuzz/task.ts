/** What a process of cases is given, and what it tells. */

/** Cases `from` … `to` − 1 of a target. */
export interface Task { target: string; seed: number; from: number; to: number; apart: boolean }

/** A case that went wrong; `files` as base64. */
export interface Finding { target: string; number: number; fault: string; files: Readonly<Record<string, string>> }

/** `ended`: another process goes on with case `next`. `slowest`: the milliseconds of the case that took longest. */
export type Told =
  | { kind: 'finding'; finding: Finding }
  | { kind: 'ended'; accepted: number; refused: number; next: number; mostBytes: number; slowest: number }

/** Bytes that a process may take at most. */
export const mostBytes = 500 * 10 ** 6

/** Milliseconds that a case may take, and for how long none may where other programs take the processor's time. */
export const [mostTime, mostTimeUnderLoad] = [5000, 30_000]
