/**
 * The key of a configuration: two runs of one key were asked for the same, so that whoever has to do a piece of work
 * finds out whether it is done. SHA-256 of its canonical text; the order in which fields were written does not matter.
 */
import { createHash } from 'node:crypto'
import { canonical } from '../preload/schema/canonical'
import { neverRefitted, type RunConfiguration } from '../preload/schema/configuration'

/** Hexadecimal digits: 128 bits, so that two configurations never share one by chance. */
const digits = 32

/**
 * Rounding alone depends on towers and threads. The commands that repeat a run name those that computed, where it may
 * have asked for none, and what they make is the same run once more; and so is an import that is told the preprocessing
 * which was guessed before.
 */
const notAsked: readonly string[] = ['towers', 'threads', 'guess']

/** Settings that came later, as what all runs of before were done: these keep their keys. */
const ofBefore: Readonly<Record<string, unknown>> = {
  refitClassifier: neverRefitted, precision: 'float32', from: null, averageWeights: null
}
/** The same of settings that stand in a part of the configuration. */
const ofBeforeInParts: Readonly<Record<string, unknown>> = { consistencyLoss: 'perceptron' }

function asked(configuration: RunConfiguration): unknown {
  const entries: [string, unknown][] = Object.entries(configuration)
  return withoutThose(ofBefore, Object.fromEntries(entries.filter(([name]) => !notAsked.includes(name))))
}

function withoutThose(before: Readonly<Record<string, unknown>>, part: unknown): unknown {
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
  const isOfBefore = (name: string, value: unknown): boolean =>
    Object.hasOwn(before, name) && canonical(value) === canonical(before[name])
  const entries: [string, unknown][] = Object.entries(part)
  return Object.fromEntries(
    entries
      .filter(([name, value]) => !isOfBefore(name, value))
      .map(([name, value]) => [name, withoutThose(ofBeforeInParts, value)])
  )
}

export const configurationKey = (configuration: RunConfiguration): string =>
  createHash('sha256').update(canonical(asked(configuration))).digest('hex').slice(0, digits)

/** The same for all runs that were asked for the same but for the seed. */
export const keyWithoutSeed = (configuration: RunConfiguration): string =>
  configurationKey({ ...configuration, seed: 0 })
