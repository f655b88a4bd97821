import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { queuePath } from '../../../../db/queue/place'
import { defaultStorePath } from '../../../../db/store'

const here = (): null => null
const network = (): string => 'NFS'

describe('the queue of a store', () => {
  it('lies in the store, and of one on a network on a disk of this machine, each store its own', () => {
    expect(queuePath({ network: null, path: '/store' }, here)).toBe(join('/store', 'queue.sqlite'))
    const [one, other] = ['/far/one', '/far/other'].map((path) => queuePath({ network: 'NFS', path }, here))
    expect(dirname(one!)).toBe(join(defaultStorePath(), 'queues'))
    expect(one).not.toBe(other)
    expect(queuePath({ network: 'NFS', path: '/far/one' }, here)).toBe(one)
    expect(dirname(queuePath({ network: 'NFS', path: '/far/one' }, network))).toBe(join(tmpdir(), 'queues'))
  })
})
