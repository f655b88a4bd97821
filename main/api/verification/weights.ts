/** Whether checkpoints are complete, pruned weights zero, and answers counted right. */
import { consistently, type ReadableDatabase } from '../../../db/database'
import { fileVersion } from '../../../db/open'
import { readTrainingState } from '../../../db/training-states'
import { reasonOf } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import { countOn } from '../../engine/bits/bits'
import { parametersOf } from '../../engine/networks/parameters'
import { sizeOf } from '../../engine/networks/shapes'
import { unpackedMask } from '../../engine/networks/weight-masks'
import type { Findings } from './findings'

interface WeightMask { pruning: number; name: string; weights: number; kept: number; bits: Buffer }

export function checkWeights(database: ReadableDatabase, network: Network, findings: Findings): void {
  const masks = weightMasks(database)
  for (const { pruning, name, weights, kept, bits } of masks) {
    const isCounted = bits.length === Math.ceil(weights / 8) && countOn(bits, 0, bits.length) === kept
    if (!isCounted)
      findings.add(`pruning ${pruning}: the weight mask of "${name}" keeps other weights than were counted`,
        { of: 'pruning', pruning })
  }
  const column = fileVersion(database) >= 4 ? 'pruning' : 'NULL AS pruning'
  const checkpoints = database.prepare(`SELECT checkpoint, name, ${column} FROM checkpoints`).all() as
    { checkpoint: number; name: string; pruning: number | null }[]
  for (const { checkpoint, name, pruning } of checkpoints) {
    const ofIt = masks.filter((mask) => mask.pruning === pruning)
    try {
      consistently(database, () => { checkArrays(database, network, { checkpoint, name }, ofIt, findings) })
    } catch (error) {
      findings.inCheckpoint(name, `it cannot be read (${reasonOf(error)})`)
    }
  }
}

function weightMasks(database: ReadableDatabase): WeightMask[] {
  if (fileVersion(database) < 4) return []
  return database.prepare('SELECT pruning, name, weights, kept, bits FROM weight_masks').all() as WeightMask[]
}

function checkArrays(
  database: ReadableDatabase, network: Network, of: { checkpoint: number; name: string },
  masks: readonly WeightMask[], findings: Findings
): void {
  const read = database.prepare('SELECT data FROM checkpoint_tensors WHERE checkpoint = ? AND name = ?').pluck()
  // A training that goes on replaces its last good weights meanwhile.
  const isThere = database.prepare('SELECT 1 FROM checkpoints WHERE checkpoint = ? AND name = ?')
  if (isThere.get(of.checkpoint, of.name) === undefined) return
  for (const { name, shape } of parametersOf(network)) {
    const data = read.get(of.checkpoint, name) as Buffer | undefined
    if (data?.length !== 4 * sizeOf(shape)) {
      findings.inCheckpoint(of.name, `no complete array "${name}"`)
      continue
    }
    const mask = masks.find((one) => `${one.name}/kernel` === name)
    if (mask !== undefined && !isZeroWhereOff(data, mask))
      findings.inCheckpoint(of.name, `weights of "${name}" that its pruning took away are not zero`)
  }
}

function isZeroWhereOff(data: Buffer, { bits, weights }: WeightMask): boolean {
  const values = new Float32Array(Uint8Array.from(data).buffer)
  const mask = unpackedMask(bits, weights)
  return mask.length === values.length && values.every((value, at) => mask[at] === 1 || value === 0)
}

/** How many test examples are answered wrongly. */
export function checkAnswers(database: ReadableDatabase, findings: Findings): void {
  if (fileVersion(database) < 2) return
  const labels = database.prepare('SELECT labels FROM test_set').pluck().get() as Buffer | undefined
  const rows = database.prepare(`
    SELECT number, checkpoint_name AS name, wrong, examples, classes
    FROM rule_evaluations JOIN predictions ON evaluation = number
  `).iterate() as Iterable<{ number: number; name: string; wrong: number; examples: number; classes: Buffer }>
  for (const { number, name, wrong, examples, classes } of rows) {
    const isCounted = labels?.length === classes.length && classes.length === 2 * examples &&
      differing(labels, classes) === wrong
    if (!isCounted)
      findings.add(`evaluation ${number} of checkpoint "${name}": its answers and its error disagree`,
        { of: 'evaluation', number })
  }
}

function differing(labels: Buffer, classes: Buffer): number {
  let found = 0
  for (let at = 0; at < labels.length; at += 2) if (labels.readUInt16LE(at) !== classes.readUInt16LE(at)) found++
  return found
}

export function checkStates(database: ReadableDatabase, findings: Findings): void {
  for (const [which, called] of [['current', 'newest state'], ['previous', 'state before the newest']] as const) {
    try {
      readTrainingState(database, which)
    } catch (error) {
      findings.add(`the ${called} that the training can go on from: ${reasonOf(error)}`)
    }
  }
}
