/**
 * A disk as a power loss leaves it. What a file was asked to keep (fsync) is kept. Of what was written since, any part
 * may be there and any may not, in any order; a single write may be torn between sectors of 512 bytes. Names are kept
 * by a journal, as ext4, XFS, NTFS and APFS keep them: in their order, up to any moment behind the last folder that was
 * synchronised.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from '../../main/engine/random'
import type { Operation } from './operations'

const sector = 512

type Change = Extract<Operation, { kind: 'write' | 'truncate' }>
type Naming = Extract<Operation, { kind: 'create' | 'folder' | 'remove' | 'link' | 'rename' }>

/** How much of what was not synchronised is there. */
export const losses = ['nothing', 'some', 'some, reordered', 'torn', 'everything'] as const
export type Loss = (typeof losses)[number]

export class Platter {
  readonly #kept = new Map<number, Buffer>()
  readonly #pending = new Map<number, Change[]>()
  readonly #names: Naming[] = []
  /** Of these, what a journal has on the disk. */
  #namesKept = 0
  /** Notes so far. */
  readonly notes: string[] = []

  add(operation: Operation): void {
    switch (operation.kind) {
      case 'write': case 'truncate':
        this.#pending.set(operation.file, [...this.#pending.get(operation.file) ?? [], operation])
        break
      case 'sync':
        this.#kept.set(operation.file, this.#contentOf(operation.file, this.#pending.get(operation.file) ?? []))
        this.#pending.delete(operation.file)
        break
      case 'sync names': this.#namesKept = this.#names.length; break
      case 'note': this.notes.push(operation.text); break
      case 'create': case 'folder': case 'remove': case 'link': case 'rename': this.#names.push(operation); break
    }
  }

  /** Writes what is left into a folder. @param root which stood in the place of that folder */
  leave(loss: Loss, stream: Random, root: string, folder: string): void {
    const unsure = this.#names.length - this.#namesKept
    const names = loss === 'nothing' ? 0 : loss === 'everything' ? unsure : Math.floor(stream.uniform() * (unsure + 1))
    for (const [path, file] of namesAfter(this.#names.slice(0, this.#namesKept + names))) {
      const place = join(folder, path.slice(root.length))
      mkdirSync(file === null ? place : dirname(place), { recursive: true })
      if (file !== null)
        writeFileSync(place, this.#contentOf(file, surviving(this.#pending.get(file) ?? [], loss, stream)))
    }
  }

  #contentOf(file: number, changes: readonly Change[]): Buffer {
    const kept = this.#kept.get(file) ?? Buffer.alloc(0)
    const content = Buffer.alloc(Math.max(kept.length, ...changes.map(endOf)))
    kept.copy(content)
    let size = kept.length
    for (const change of changes) {
      if (change.kind === 'write') change.bytes.copy(content, change.offset)
      else if (change.length < size) content.fill(0, change.length, size)
      size = change.kind === 'write' ? Math.max(size, endOf(change)) : change.length
    }
    return content.subarray(0, size)
  }
}

const endOf = (change: Change): number =>
  (change.kind === 'truncate' ? change.length : change.offset + change.bytes.length)

/** Files by their names; null of a folder. */
function namesAfter(operations: readonly Naming[]): Map<string, number | null> {
  const names = new Map<string, number | null>()
  for (const operation of operations) {
    if (operation.kind === 'create') names.set(operation.path, operation.file)
    else if (operation.kind === 'folder') names.set(operation.path, null)
    else if (operation.kind === 'remove') names.delete(operation.path)
    else if (operation.kind === 'link') names.set(operation.to, operation.file)
    else moveNames(names, operation.path, operation.to)
  }
  return names
}

/** A folder takes what is in it along. */
function moveNames(names: Map<string, number | null>, from: string, to: string): void {
  for (const [path, file] of [...names]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue
    names.delete(path)
    names.set(to + path.slice(from.length), file)
  }
}

function surviving(changes: readonly Change[], loss: Loss, stream: Random): Change[] {
  if (loss === 'nothing') return []
  if (loss === 'everything') return [...changes]
  const parts = loss === 'torn' ? changes.flatMap(sectorsOf) : changes
  const some = parts.filter(() => stream.uniform() < 0.5)
  return loss === 'some' ? some : shuffled(some, stream)
}

function sectorsOf(change: Change): Change[] {
  if (change.kind === 'truncate') return [change]
  const { offset, bytes } = change
  return Array.from({ length: Math.ceil(bytes.length / sector) }, (_, part) => ({
    ...change, offset: offset + part * sector, bytes: bytes.subarray(part * sector, (part + 1) * sector)
  }))
}

const shuffled = (changes: readonly Change[], stream: Random): Change[] =>
  [...stream.permutation(changes.length)].flatMap((at) => changes[at] ?? [])
