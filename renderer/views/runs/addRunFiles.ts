/** Run files that join the store, one after the other; one that cannot be added keeps no other from it. */
import type { AddedRun } from '../../../preload/contract'
import { plural } from '../../../preload/schema/format'
import { sentenceOf } from '../../transport/client'
import { addRunFile } from '../../transport/uploads'

/** What is on its way: how much of it has gone, and of several which one it is, from 1. */
export interface Coming { name: string; bytes: number; share: number; at: number; of: number }

/** @returns sentences for what was added and what was not; null where there is nothing to say */
export async function addRunFiles(
  files: readonly File[], told: (coming: Coming) => void, signal: AbortSignal
): Promise<{ outcome: string | null; failure: string | null }> {
  const added: AddedRun[] = []
  const refused: string[] = []
  for (const [at, file] of files.entries()) {
    if (signal.aborted) break
    const tell = (share: number): void =>
      told({ name: file.name, bytes: file.size, share, at: at + 1, of: files.length })
    tell(0)
    try {
      added.push(await addRunFile(file, tell, signal))
    } catch (error) {
      if (!signal.aborted) refused.push(sentenceOf(error))
    }
  }
  const [first = null] = refused
  const failure = refused.length > 1 ? `${refused.length} files were not added. ${first}` : first
  return { outcome: wordsOf(added), failure }
}

function wordsOf(outcomes: readonly AddedRun[]): string | null {
  const count = (wanted: AddedRun['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length
  const [added, there] = [count('added'), count('there')]
  const parts = [
    ...(added > 0 ? [`${plural(added, 'run')} joined the store`] : []),
    ...(there > 0 ? [`${plural(there, 'run was', 'runs were')} there already`] : [])
  ]
  return parts.length === 0 ? null : `${parts.join('; ')}.`
}
