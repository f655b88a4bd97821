/** Where the queue of a store lies. */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { networkFileSystemOf } from '../file-system'
import { defaultStorePath, type RunStore } from '../store'

/**
 * In the store; of one on a network's file system, which is given no live database, on a disk of this machine: every
 * machine then has a queue of its own for it. Where this user's own folder lies on a network, too, in the one for
 * temporary files, so that such a queue lasts until the machine starts anew.
 */
export function queuePath(
  { network, path }: Pick<RunStore, 'network' | 'path'>, networkOf = networkFileSystemOf
): string {
  if (network === null) return join(path, 'queue.sqlite')
  const own = defaultStorePath()
  const name = createHash('sha256').update(path).digest('hex').slice(0, 16)
  return join(networkOf(own) === null ? own : tmpdir(), 'queues', `${name}.sqlite`)
}
