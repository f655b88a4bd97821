/**
 * An experiment on the theory as everybody knows it: which sentence of which paper it tests, what can be set, where it
 * starts. The engine's part of it (main/engine/theory) does the work.
 */
import type { z } from 'zod'
import { settingsIn } from '../settings/setting'

export const parameter = settingsIn('theory')

export const presetNames = ['paper', 'quick', 'digits'] as const
export type PresetName = (typeof presetNames)[number]

/** A starting point: what it has that the defaults do not. */
export interface ExperimentPreset<Schema extends z.ZodObject = z.ZodObject> {
  readonly parameters: Partial<z.infer<Schema>>
  readonly seeds: readonly number[]
  /** CPU seconds that it took when it was measured, on one core. */
  readonly seconds: number
}

/** Written as methods, so that a definition with its exact parameters is one of any parameters too. */
export interface ExperimentDefinition<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name
  readonly title: string
  /** Whose sentence it is, and where it stands. */
  readonly source: string
  /** The sentence under test, in the paper's terms. */
  readonly sentence: string
  readonly equation: string
  /** What the result says, and what it does not: a sentence each. */
  readonly says: string
  readonly doesNotSay: string
  /** Every parameter has a default. */
  readonly schema: Schema
  /** Parameters that a page shows at once, others behind a click; the first five where nothing is said. */
  readonly shown?: readonly (keyof z.infer<Schema> & string)[]
  /** Without digits where an experiment has no place for data. */
  readonly presets: Readonly<Record<'paper' | 'quick', ExperimentPreset<Schema>>> &
    Readonly<Partial<Record<PresetName, ExperimentPreset<Schema>>>>
  /** What is wrong with parameters that are each in their range: one sentence; null where nothing is. */
  refusal(parameters: z.infer<Schema>): string | null
}

/** Keeps the exact types of a definition. */
export const defineExperiment = <Name extends string, Schema extends z.ZodObject>(
  definition: ExperimentDefinition<Name, Schema>
): ExperimentDefinition<Name, Schema> => definition
