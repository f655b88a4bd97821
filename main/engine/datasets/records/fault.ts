/** What is wrong with a file of a data set, as one sentence: which file, what was found, what was expected. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { Failure } from '../../../../preload/schema/failure'

export type Fault = (problem: string) => Failure

/** @param expected continues "expected …" */
export const faultOf =
  (path: string, expected: string): Fault =>
  (problem) =>
    new Failure(`The file ${path} ${problem}; expected ${expected}.`)

/** Of a file that can be fetched, where the others have to be mended. */
export class MissingFile extends Failure {}

const notOpened: Record<string, string> = {
  EACCES: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself'
}

function openingFault(error: unknown, fault: Fault): Failure {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return new MissingFile(fault('is not there').message)
  return fault(notOpened[code] ?? `cannot be opened (${message})`)
}

/** Bytes of a regular file and when it was last changed. @throws Failure when it is none, or empty */
export function stateOf(path: string, fault: Fault): { bytes: number; modified: number } {
  let state
  try {
    state = statSync(path)
  } catch (error) {
    throw openingFault(error, fault)
  }
  if (!state.isFile()) throw fault(state.isDirectory() ? 'is a folder' : 'is not a regular file')
  if (state.size === 0) throw fault('is empty')
  return { bytes: state.size, modified: state.mtimeMs }
}

/** Opens a regular file for positioned reads; what is opened is what was looked at. */
export function openFile(path: string, fault: Fault): { descriptor: number; bytes: number } {
  stateOf(path, fault)
  let descriptor
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    throw openingFault(error, fault)
  }
  const state = fstatSync(descriptor)
  if (state.isFile()) return { descriptor, bytes: state.size }
  closeSync(descriptor)
  throw fault('is not a regular file')
}
