/** A disk after a power loss, and that the judgement of it finds what is written without care. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { random } from '../../../main/engine/random'
import { temporaryFolder } from '../../fixtures/temporary'
import type { Operation } from '../../torture/operations'
import { numbered } from '../../torture/operations'
import { losses, Platter, type Loss } from '../../torture/platter'

const root = '/store'
const write = (file: number, offset: number, text: string): Operation =>
  ({ kind: 'write', file, offset, bytes: Buffer.from(text) })
const create = (file: number, name: string): Operation => ({ kind: 'create', file, path: join(root, name) })
const sync = (file: number): Operation => ({ kind: 'sync', file })
const names: Operation = { kind: 'sync names' }

function left(operations: readonly Operation[], loss: Loss, seed = 1): (name: string) => string | null {
  const platter = new Platter()
  for (const operation of numbered(operations)) platter.add(operation)
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  platter.leave(loss, random(seed, 'loss'), root, folder)
  return (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null)
}

/** All that may be left of a file, over many losses. */
const possible = (operations: readonly Operation[], name: string): Set<string | null> => new Set(
  losses.flatMap((loss) => Array.from({ length: 40 }, (_, seed) => left(operations, loss, seed)(name))))

describe('a disk without power', () => {
  it('has what was synchronised, whatever else it lost', () => {
    const operations = [create(7, 'a'), write(7, 0, 'abc'), sync(7), names, write(7, 3, 'def'), write(7, 0, 'ABC')]
    expect(possible(operations, 'a')).toEqual(new Set(['abc', 'abcdef', 'ABC', 'ABCdef']))
  })

  it('may lack a name whose folder was not synchronised, and has no name without those before it', () => {
    const operations = [create(7, 'a'), write(7, 0, 'abc'), sync(7), { kind: 'rename', file: 7, path: `${root}/a`,
      to: `${root}/b` } as const]
    expect(possible(operations, 'b')).toEqual(new Set([null, 'abc']))
    expect(left(operations, 'nothing')('a')).toBe(null)
    expect(left([...operations, names], 'nothing')('b')).toBe('abc')
  })

  it('may have an empty file under the name of one that was renamed unsynchronised', () => {
    const operations: Operation[] = [
      create(7, 'new'), write(7, 0, 'whole'),
      { kind: 'rename', file: 7, path: `${root}/new`, to: `${root}/file` }, names
    ]
    expect(possible(operations, 'file')).toContain('')
  })

  it('tears a write between sectors', () => {
    const long = 'a'.repeat(512) + 'b'.repeat(512)
    const found = possible([create(7, 'a'), names, write(7, 0, long)], 'a')
    expect(found).toContain('\0'.repeat(512) + 'b'.repeat(512))
    expect(found).toContain('a'.repeat(512))
  })

  it('cuts a file off, and takes one that is made under the inode of another for itself', () => {
    const operations: Operation[] = [
      create(7, 'a'), write(7, 0, 'abcdef'), { kind: 'truncate', file: 7, length: 2 }, sync(7), names,
      { kind: 'remove', path: `${root}/a` }, create(7, 'b'), write(7, 0, 'new')
    ]
    expect(left(operations, 'nothing')('a')).toBe('ab')
    expect(left(operations, 'everything')('b')).toBe('new')
    expect(left(operations, 'everything')('a')).toBe(null)
  })
})
