/** Where a run is written while it is made, which is not its store where that lies on a network's file system. */
import { tmpdir } from 'node:os'
import { networkFileSystemOf } from '../../db/file-system'
import type { RunStore } from '../../db/store'
import { Failure } from '../../preload/schema/failure'

/**
 * The folder that was asked for, or the system's for temporary files where the store can have no live database; null
 * for the store itself.
 * @throws Failure when that folder lies on a network's file system, too
 */
export function scratchFor(
  { network }: Pick<RunStore, 'network'>, asked: string | null, networkOf = networkFileSystemOf
): string | null {
  if (network === null && asked === null) return null
  const folder = asked ?? tmpdir()
  const of = networkOf(folder)
  if (of === null) return folder
  throw new Failure(`A run cannot be written in ${folder} while it trains, which lies on ${of}; ` +
    (asked === null ? 'set TMPDIR to a folder on a disk of this machine.' : 'name one on a disk of this machine.'))
}

/** What is told of a store where runs are not written while they train; null of any other. */
export const networkSentence = ({ network, path }: Pick<RunStore, 'network' | 'path'>): string | null =>
  network === null
    ? null
    : `The store ${path} lies on ${network}, where a live database can be damaged; runs are written on a disk of ` +
      'this machine while they train, and whole files are put into the store.'
