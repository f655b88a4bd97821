/** A store on a file system of a network is recognised, and has no live database. */
import { existsSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Catalogue } from '../../../db/catalogue'
import { journalModeOn, networkFileSystemOf } from '../../../db/file-system'
import { RunStore } from '../../../db/store'
import { networkSentence, scratchFor } from '../../../main/api/scratch'
import { Failure } from '../../../preload/schema/failure'
import { beginRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const folder = temporaryFolder()
const typed = (type: number) => (path: string): string | null => networkFileSystemOf(path, () => type)

describe.skipIf(process.platform !== 'linux')('a file system', () => {
  it.each([
    ['NFS', 0x6969, 'NFS'], ['Lustre', 0x0bd00bd0, 'Lustre'], ['CIFS', 0xff534d42, 'CIFS'], ['SMB', 0x517b, 'SMB'],
    ['FUSE', 0x65735546, 'FUSE'], ['ext4', 0xef53, null], ['tmpfs', 0x1021994, null], ['XFS', 0x58465342, null],
    ['btrfs', 0x9123683e, null], ['overlayfs', 0x794c7630, null]
  ])('of the type %s is told apart', (_, type, name) => {
    expect(networkFileSystemOf(folder, () => type)).toBe(name)
  })

  it('is asked of the nearest folder that is there', () => {
    const asked: number = statfsSync(folder).type
    expect(networkFileSystemOf(join(folder, 'not', 'there'))).toBe(networkFileSystemOf(folder, () => asked))
  })

  it('that cannot be asked is taken for one of this machine', () => {
    expect(networkFileSystemOf(folder, () => { throw new Error('EACCES') })).toBeNull()
  })
})

describe.skipIf(process.platform !== 'linux')('a store on NFS', () => {
  const path = temporaryFolder()
  const store = new RunStore(path, typed(0x6969))

  it('says so in a sentence', () => {
    expect(networkSentence(store)).toMatch(/^The store .* lies on NFS, where a live database can be damaged; .*\.$/)
    expect(networkSentence(new RunStore(path, typed(0xef53)))).toBeNull()
  })

  it('has runs written elsewhere while they train', () => {
    const local = (): null => null
    expect(scratchFor(store, null, local)).not.toBeNull()
    expect(scratchFor(store, '/scratch', local)).toBe('/scratch')
    expect(scratchFor({ network: null }, null, local)).toBeNull()
    expect(scratchFor({ network: null }, '/scratch', local)).toBe('/scratch')
    expect(() => scratchFor(store, '/home', typed(0x6969))).toThrow(new Failure(
      'A run cannot be written in /home while it trains, which lies on NFS; name one on a disk of this machine.'
    ))
  })

  it('has its catalogue in memory, and no write-ahead log', () => {
    const { id, recorder } = beginRun(path)
    recorder.end('finished', null)
    const catalogue = new Catalogue(store)
    expect(catalogue.list()).toMatchObject([{ id, status: 'finished' }])
    catalogue.close()
    expect(existsSync(join(path, 'catalogue.sqlite'))).toBe(false)
    expect(readdirSync(path)).toEqual(['runs'])
    expect(journalModeOn(store.network)).toBe('DELETE')
    expect(journalModeOn(null)).toBe('WAL')
  })
})
