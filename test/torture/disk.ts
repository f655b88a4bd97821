/** The disk as faults.c lets a process of ours see it: whoever runs under that library says what is to fail. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const calls = ['write', 'read', 'sync', 'name', 'truncate', 'open', 'allocation'] as const
export type Call = (typeof calls)[number]
export type ErrorName = 'EIO' | 'ENOSPC' | 'EROFS' | 'ENOMEM'

export class Disk {
  /** In which calls fail: nothing else is touched. */
  readonly folder: string

  constructor(folder = process.env.FAULTS_UNDER) {
    if (folder === undefined) throw new Error('faults.c is not loaded')
    this.folder = realpathSync(folder)
  }

  /** A new folder in it. */
  place(name: string): string {
    const folder = join(this.folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** @param number which call from now on, from 1 on; 0 only counts them */
  fail(call: Call, number: number, error: ErrorName, how: 'once' | 'ever' = 'once'): void {
    this.#say(`fail ${call} ${number} ${error} ${how}`)
  }

  /** Everything works again. @returns how many calls there were, and how many of them failed */
  heal(): { calls: number; failed: number } {
    this.#say('count')
    const [made, failed] = readFileSync(this.#control, 'latin1').trim().split(' ').map(Number)
    this.#say('fail none 0 EIO once')
    this.holds(null)
    return { calls: made ?? 0, failed: failed ?? 0 }
  }

  /** As a disk of so many bytes; null for one without an end. */
  holds(bytes: number | null): void {
    this.#say(`disk ${bytes ?? -1}`)
  }

  /** As a medium that cannot be written. */
  isReadOnly(yes: boolean): void {
    this.#say(`readonly ${Number(yes)}`)
  }

  /** Whatever reaches the disk is written down; null ends it. */
  record(path: string | null): void {
    this.#say(`log ${path ?? '-'}`)
  }

  note(text: string): void {
    this.#say(`note ${text}`)
  }

  get #control(): string {
    return join(this.folder, '.faults')
  }

  #say(line: string): void {
    writeFileSync(this.#control, line)
  }
}
