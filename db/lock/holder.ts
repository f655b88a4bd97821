/** Who holds a lock, as it stands in the lock's file: for sentences, and where the system's locks tell nothing. */
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { thisProcess, type ProcessIdentity } from '../../main/files/process-identity'
import { json } from '../json'

/** To write it as its one owner, or to add to what has ended. */
export type Hold = 'own' | 'add'

const identitySchema: z.ZodType<ProcessIdentity> = z.object({
  host: z.string().max(300),
  process: z.int().positive(),
  started: z.number().nullable(),
  boot: z.string().max(100).nullable(),
  namespace: z.string().max(100).nullable()
})
const holderSchema = json(z.object({ hold: z.enum(['own', 'add']), since: z.string().max(40), by: identitySchema }))
export type Holder = z.infer<typeof holderSchema>

/** Bytes; what is longer is no holder's. */
const mostBytes = 2000

export function writeHolder(file: number, hold: Hold): void {
  const holder: Holder = { hold, since: new Date().toISOString(), by: thisProcess() }
  ftruncateSync(file)
  writeSync(file, JSON.stringify(holder), 0)
}

/**
 * Never of a lock that this very process holds: to close the file would give the lock free.
 * @returns null where nobody says so
 */
export function readHolder(path: string): Holder | null {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(mostBytes)
      return holderSchema.safeParse(bytes.toString('utf8', 0, readSync(file, bytes, 0, mostBytes, 0))).data ?? null
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}
