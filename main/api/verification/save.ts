/** Saves what is whole of a damaged run to a new file. */
import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { openRunForChecking } from '../../../db/open'
import { salvage, type LeftOut } from '../../../db/salvage'
import { Failure, reasonOf } from '../../../preload/schema/failure'
import { runFileExtension } from '../../../preload/schema/names'
import type { Damage, Verification } from './findings'
import { verifyFile } from './verify'

/** @throws Failure unless a new run file can be made there */
export function demandNewFile(file: string): void {
  if (!file.endsWith(runFileExtension))
    throw new Failure(`${file} is no name of a run file, which ends in ${runFileExtension}.`)
  if (existsSync(file)) throw new Failure(`${file} is there already; choose a name that is not.`)
}

/**
 * @param found of the file at `path`
 * @returns what was left out as a whole
 * @throws Failure when nothing can be saved; then no file is left behind
 */
export function saveWhole(path: string, file: string, { id, damages }: Verification): string[] {
  demandNewFile(file)
  const target = resolve(file)
  const leftOut = leftOutOf(damages)
  const those = namesOf(leftOut)
  const remark = `Saved from a damaged file of run ${id}. ${damages.map(({ what }) => what).join('; ')}.`
  try {
    const database = openRunForChecking(path)
    try {
      salvage(database, target, leftOut, [remark])
    } finally {
      database.close()
    }
    const [left] = verifyFile(target).damages
    if (left !== undefined) throw new Failure(left.what)
  } catch (error) {
    rmSync(target, { force: true })
    throw new Failure(`Nothing of run ${id} can be saved (${reasonOf(error)}); restore its file from a copy.`)
  }
  return those
}

function leftOutOf(damages: readonly Damage[]): LeftOut {
  const parts = damages.map(({ part }) => part)
  return {
    snapshots: new Set(parts.flatMap((part) => (part.of === 'snapshot' ? [part.snapshot] : []))),
    checkpoints: new Set(parts.flatMap((part) => (part.of === 'checkpoint' ? [part.checkpoint] : []))),
    prunings: new Set(parts.flatMap((part) => (part.of === 'pruning' ? [part.pruning] : []))),
    evaluations: new Set(parts.flatMap((part) => (part.of === 'evaluation' ? [part.number] : [])))
  }
}

const namesOf = ({ snapshots, checkpoints, prunings, evaluations }: LeftOut): string[] => [
  ...[...snapshots].map((one) => `snapshot ${one}`), ...[...checkpoints].map((one) => `checkpoint "${one}"`),
  ...[...prunings].map((one) => `pruning ${one}`), ...[...evaluations].map((one) => `evaluation ${one}`)
]
