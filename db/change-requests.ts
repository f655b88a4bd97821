/**
 * Changes that are asked of a run's file while another process is its only writer: a folder `<id>.change` beside it
 * with a file for each, so that what two processes ask at once is all there. They are taken up in the order in which
 * they were asked, and stay until they are carried out, whoever is killed meanwhile.
 */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../main/files/make-folder'
import { ownFile, ownFolder } from '../main/files/own-rights'
import { annotationChangeSchema, type AnnotationChange } from '../preload/schema/annotations'

const partialSuffix = '.partial'
/** Milliseconds after which nobody goes on writing a request. */
const abandonedAfter = 60_000
/** How often the folder may vanish, because what lay in it was carried out, while a request is put into it. */
const tries = 10

let asked = 0

export class ChangeRequests {
  constructor(private readonly folder: string) {}

  /** @returns what it is called. @throws the system's error when it cannot be written */
  ask(change: AnnotationChange): string {
    const moment = `${String(Date.now()).padStart(15, '0')}-${String(asked++).padStart(6, '0')}`
    const name = `${moment}-${randomUUID()}.json`
    for (let attempt = 1; ; attempt++) {
      try {
        makeFolder(this.folder, ownFolder)
        const path = join(this.folder, name)
        writeFileSync(path + partialSuffix, JSON.stringify(change), ownFile)
        renameSync(path + partialSuffix, path)
        return name
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === tries) throw error
      }
    }
  }

  /** Whether the request waits to be carried out. */
  waits(name: string): boolean {
    return statSync(join(this.folder, name), { throwIfNoEntry: false }) !== undefined
  }

  /** Hands over all that wait, in order, and forgets them when `carryOut` returns. What is no request is left out. */
  takeUp(carryOut: (changes: readonly AnnotationChange[]) => void): void {
    const names = this.#names()
    if (names === null) return
    const waiting = names.filter((name) => !name.endsWith(partialSuffix)).sort()
    const changes = waiting.flatMap((name) => this.#read(name) ?? [])
    if (changes.length > 0) carryOut(changes)
    for (const name of [...waiting, ...names.filter((other) => this.#isAbandoned(other))])
      rmSync(join(this.folder, name), { force: true })
    this.#removeIfEmpty()
  }

  withdraw(name: string): void {
    rmSync(join(this.folder, name), { force: true })
    this.#removeIfEmpty()
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Null where none was asked. */
  #names(): string[] | null {
    try {
      return readdirSync(this.folder)
    } catch {
      return null
    }
  }

  #read(name: string): AnnotationChange | null {
    try {
      return annotationChangeSchema.parse(JSON.parse(readFileSync(join(this.folder, name), 'utf8')))
    } catch {
      return null
    }
  }

  #isAbandoned(name: string): boolean {
    const written = statSync(join(this.folder, name), { throwIfNoEntry: false })?.mtimeMs
    return name.endsWith(partialSuffix) && written !== undefined && Date.now() - written > abandonedAfter
  }

  #removeIfEmpty(): void {
    try {
      rmdirSync(this.folder)
    } catch {
      // Another request is in it, or on its way.
    }
  }
}
