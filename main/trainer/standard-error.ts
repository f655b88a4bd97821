/**
 * What a child process writes to its standard error, TensorFlow's and Abseil's lines too. It goes to a file without a
 * name: never to a terminal, to nobody's trouble when whoever started the process is gone, and both ends can read it.
 */
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../files/temporary-folder'

const standardError = 2
/** Of the end, where a process that died tells why. */
const lastBytes = 4000
/** Whoever writes more than this in a moment repeats himself. */
const bytesAtOnce = 64 * 1024

/** The starter's end. */
export class StandardError {
  readonly file: number
  #isOpen = true

  constructor() {
    const folder = makeTemporaryFolder('process')
    this.file = openSync(join(folder, 'stderr'), 'a+')
    // Windows keeps it until it is closed.
    rmSync(folder, { recursive: true, force: true })
  }

  /** The end of what was written; nothing can be read afterwards. */
  close(): string {
    if (!this.#isOpen) return ''
    this.#isOpen = false
    const { size } = fstatSync(this.file)
    const end = textAt(this.file, Math.max(0, size - lastBytes), lastBytes)
    closeSync(this.file)
    return end
  }
}

/** The process' own end: what was written to its standard error since it was last asked, in lines. */
export class OwnStandardError {
  #at = 0
  #begun = ''

  /** Empty where standard error is anything but a file without a name. */
  newLines(): string[] {
    const { size, nlink } = fstatSync(standardError)
    if (nlink !== 0 || size <= this.#at) return []
    const text = this.#begun + textAt(standardError, this.#at, Math.min(size - this.#at, bytesAtOnce))
    this.#at = size
    const lines = text.split('\n')
    this.#begun = lines.pop() ?? ''
    return lines.filter((line) => line.trim() !== '')
  }
}

function textAt(file: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length)
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, length, position))
}
