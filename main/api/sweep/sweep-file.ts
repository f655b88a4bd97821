/** Sweeps and their definitions as files. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { configurationKey } from '../../../db/configuration-key'
import { explainIssue } from '../../../preload/schema/explain'
import { Failure, reasonOf } from '../../../preload/schema/failure'
import { sweepDefinitionSchema, sweepSchema, type Sweep, type SweepDefinition } from '../../../preload/schema/sweep'

/**
 * With keys as this version makes them: those of an earlier one lack settings that came since.
 * @throws Failure in one sentence for whatever is no sweep
 */
export function readSweep(path: string): Sweep {
  const sweep = parsedFile(path, sweepSchema, 'a sweep; "maskscope sweep --grid …" writes one')
  const members = sweep.members.map((member) => ({ ...member, key: configurationKey(member.configuration) }))
  return { ...sweep, members }
}

/** @throws Failure in one sentence for whatever is no definition of a sweep */
export const readDefinition = (path: string): SweepDefinition =>
  parsedFile(path, sweepDefinitionSchema, 'what a sweep is made from; docs/sweeps.md shows one')

/** The entries of a list alone: settings by name. @throws Failure like `readDefinition` */
export const readList = (path: string): SweepDefinition['list'] =>
  parsedFile(path, sweepDefinitionSchema.shape.list, 'a list of settings, as [{"seed": 1, "gap": 2}]')

function parsedFile<T>(path: string, schema: z.ZodType<T>, what: string): T {
  const value = json(path, what)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const why = issue === undefined ? '' : ` ${explainIssue(issue, value)}`
  throw new Failure(`${basename(path)} is not ${what}.${why}`.replace(/\.\s+The/, ': the'))
}

function json(path: string, what: string): unknown {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure(`${path} cannot be read (${reasonOf(error)}).`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure(`${basename(path)} is not JSON, and so not ${what}.`)
  }
}
