/** What a page calls a run file that was opened by its path. */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { StoreName } from '../../preload/schema/stores'

/** The same for the same path, in whichever process, before and after a restart. */
export const storeNameOf = (path: string): StoreName =>
  `file-${createHash('sha256').update(resolve(path)).digest('hex').slice(0, 32)}`
